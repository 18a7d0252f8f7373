import { describe, expect, it } from 'vitest';
import { addressOf } from '../../../actions/src/cloud/resource.ts';
import { imageNotes } from '../../../actions/src/plan/notes.ts';
import { withFingerprint } from '../roles/cluster.ts';
import { EMPTY_CLOUD, EXAMPLE, plan } from './example.ts';
import { simulate } from './simulate.ts';

const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const { droplets } = built;
const runs = (os: string) => ({ ...withFingerprint('AA:01'), os });
const TRIXIE = runs('Debian GNU/Linux 13 (trixie)');
const BOOKWORM = runs('Debian GNU/Linux 12 (bookworm)');
const older = { ...EXAMPLE, image: 'debian-12-x64' };

describe('hosts that run another system than new hosts would', () => {
  it('have no note while all run the declared image', () => {
    expect(imageNotes(EXAMPLE, { facts: { 'host-01': TRIXIE }, droplets })).toEqual([]);
    expect(imageNotes(EXAMPLE, { facts: {}, droplets: [] })).toEqual([]);
  });

  it('are named, with the way to replace them one by one', () => {
    const facts = { sql: TRIXIE, 'host-01': BOOKWORM, 'host-02': BOOKWORM, 'host-03': TRIXIE };
    expect(imageNotes(EXAMPLE, { facts, droplets })).toEqual([
      'host-01 and host-02 run Debian 12, but debian-13-x64 is declared. The plan does not change that. To replace one, add a ' +
        'host under a new name and apply. Once it serves, remove the old one in a second change.',
    ]);
  });

  it('include the primary, which should not be replaced', () => {
    const [note] = imageNotes(EXAMPLE, { facts: { sql: BOOKWORM }, droplets });
    expect(note).toMatch(/^sql, the primary, runs Debian 12, .* upgrade Debian on it in place/);
  });

  it('are recognised by the system that they report, or by their image if they do not answer', () => {
    expect(imageNotes(older, { facts: { 'host-01': BOOKWORM }, droplets: [] })).toEqual([]);
    expect(imageNotes(older, { facts: {}, droplets })).toHaveLength(2);
  });

  it('do not include a host that declares its own image', () => {
    const web = EXAMPLE.web.map((host) => ({ ...host, image: 'debian-12-x64' }));
    expect(imageNotes({ ...EXAMPLE, web }, { facts: { 'host-01': BOOKWORM }, droplets: [] })).toEqual([]);
  });

  it('are shown with the name of their system if no role supports it', () => {
    const facts = { 'host-01': runs('Ubuntu 24.04.3 LTS') };
    expect(imageNotes(EXAMPLE, { facts, droplets })).toEqual([
      expect.stringMatching(/^host-01 runs Ubuntu 24\.04\.3 LTS, but debian-13-x64 is declared/),
    ]);
  });
});

it('another declared image changes neither a droplet nor the fingerprint', () => {
  const changed = plan(older, built);
  expect(changed.cloud).toEqual([]);
  expect(changed.fingerprint).toBe(plan(EXAMPLE, built).fingerprint);
});

it('a droplet is created from the image that its host declares', () => {
  const [first, ...others] = EXAMPLE.web;
  const web = first ? [{ ...first, image: 'debian-12-x64' }, ...others] : [];
  const images = plan({ ...EXAMPLE, web }, EMPTY_CLOUD).cloud.flatMap(({ subject, desired }) =>
    desired && 'image' in desired.spec ? [`${addressOf(subject)} ${desired.spec.image}`] : [],
  );
  expect(images).toContain('droplet/host-01 debian-12-x64');
  expect(images).toContain('droplet/host-02 debian-13-x64');
});
