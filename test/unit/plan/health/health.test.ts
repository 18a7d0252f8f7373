import { describe, expect, it } from 'vitest';
import { isUnwell } from '../../../../actions/src/plan/health/health.ts';
import { cell, health, LONELY, UNREACHABLE, web } from './literals.ts';

it('has no findings for a healthy cluster', () => {
  const well = health();
  expect(well.findings).toEqual([]);
  expect(well.rows.filter(isUnwell)).toEqual([]);
});

it('shows the important values of each host', () => {
  const well = health();
  const texts = (host: string, ...titles: string[]) => titles.map((title) => cell(well, host, title)?.text);
  expect(texts('sql', 'answers', 'in rotation', 'https', 'vpn', 'share', 'database', 'disk free')).toEqual([
    'yes',
    '–',
    '–',
    'up',
    'up',
    'up',
    '75 %',
  ]);
  expect(texts('host-02', 'in rotation', 'https', 'certificate', 'vpn', 'share', 'database')).toEqual([
    'yes',
    '200',
    '72 d',
    'up 3 d',
    '12 ms',
    '32 ms',
  ]);
  expect(
    texts('host-02', 'memory free', 'wordpress', 'last apply', 'reboot', 'failed units', 'clock'),
  ).toEqual(['41 %', '6.8.3', '4 h ago by octocat', '–', '–', 'right']);
});

describe('the night the primary dies', () => {
  const night = health({
    sql: UNREACHABLE,
    'host-01': web(LONELY),
    'host-02': web(LONELY),
    'host-03': web({ ...LONELY, failedUnits: ['srv-flotilla-uploads.mount'] }),
  });

  it('is one finding, which names the primary and says what to do', () => {
    expect(night.findings).toHaveLength(1);
    expect(night.findings[0]).toMatchObject({
      host: 'sql',
      what: expect.stringMatching(/its droplet is off/),
    });
    expect(night.findings[0]?.todo).toMatch(/run apply.*Do not delete it/s);
  });

  it('shows web hosts that still serve, without database, share and VPN', () => {
    for (const host of ['host-01', 'host-02', 'host-03']) {
      for (const title of ['vpn', 'share', 'database'])
        expect(cell(night, host, title)).toEqual({ text: 'away', bad: true });
      expect(cell(night, host, 'https')).toEqual({ text: '200' });
      expect(cell(night, host, 'in rotation')).toEqual({ text: 'yes' });
    }
  });
});

it('reports a host outside the rotation only if it serves', () => {
  expect(health({}, ['host-01', 'host-02']).findings).toEqual([
    {
      host: 'host-03',
      what: expect.stringMatching(/not in the rotation/),
      todo: expect.stringMatching(/apply/),
    },
  ]);
});

it('accepts facts of an older facts command', () => {
  const old = web({}, { health: undefined });
  const { findings } = health({ 'host-01': old });
  expect(findings).toEqual([]);
});

it('shows a pending reboot without a finding', () => {
  const waiting = health({ 'host-01': web({ rebootRequired: true }) });
  expect(cell(waiting, 'host-01', 'reboot')).toEqual({ text: 'tonight' });
  expect(waiting.findings).toEqual([]);
});
