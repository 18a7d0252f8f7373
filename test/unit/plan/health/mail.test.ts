import { expect, it } from 'vitest';
import { healthOf, TITLES } from '../../../../actions/src/plan/health/health.ts';
import { RELAYED } from '../../declaration/declared.ts';
import { EXAMPLE } from '../example.ts';
import { NOW, web } from './literals.ts';

const REASON = 'host smtp.example.net said: 535 authentication failed';
const mailOf = (mail: NonNullable<Parameters<typeof web>[0]>['mail'], relay: typeof RELAYED | undefined) => {
  const { rows, findings } = healthOf(
    { ...EXAMPLE, mail: relay },
    { hosts: { 'host-01': web({ mail }) }, rotation: ['host-01'], now: NOW },
  );
  const results = rows.find(({ host }) => host.name === 'host-01')?.results ?? [];
  return {
    text: results[TITLES.indexOf('mail')]?.text,
    said: findings.filter(({ what }) => what.includes('mail')),
  };
};

it('without a relay the table says that mail goes nowhere, without a finding', () =>
  expect(mailOf(null, undefined)).toEqual({ text: 'nowhere', said: [] }));

it('mail that the relay does not accept is a finding with the reason that the relay gave', () => {
  const { text, said } = mailOf({ waiting: 3, refused: 2, oldestSeconds: 7300, reason: REASON }, RELAYED);
  expect(text).toBe('3 waiting');
  expect(said).toEqual([
    {
      host: 'host-01',
      what: `has mail that the relay smtp.example.net does not accept, 2 of 3 waiting messages, the oldest for 2 h: ${REASON}.`,
      todo: expect.stringContaining('MAIL_PASSWORD'),
    },
  ]);
});

it.each([
  ['an empty queue', 0, 'sent'],
  ['mail on its way', 1, '1 waiting'],
])('%s is well', (_, waiting, text) =>
  expect(mailOf({ waiting, refused: 0, oldestSeconds: 1, reason: null }, RELAYED)).toEqual({
    text,
    said: [],
  }),
);
