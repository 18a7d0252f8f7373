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

describe('hosts that run another system than new ones would', () => {
  it('are none while all run what is declared', () => {
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

  it('the primary is not to be replaced', () => {
    const [note] = imageNotes(EXAMPLE, { facts: { sql: BOOKWORM }, droplets });
    expect(note).toMatch(/^sql, the primary, runs Debian 12, .* upgrade Debian on it in place/);
  });

  it('one upgraded in place counts by what it says itself, one that does not answer by its image', () => {
    expect(imageNotes(older, { facts: { 'host-01': BOOKWORM }, droplets: [] })).toEqual([]);
    expect(imageNotes(older, { facts: {}, droplets })).toHaveLength(2);
  });

  it('one whose own image is declared is not behind the cluster’s', () => {
    const web = EXAMPLE.web.map((host) => ({ ...host, image: 'debian-12-x64' }));
    expect(imageNotes({ ...EXAMPLE, web }, { facts: { 'host-01': BOOKWORM }, droplets: [] })).toEqual([]);
  });

  it('a system that no role was written for is named as it calls itself', () => {
    const facts = { 'host-01': runs('Ubuntu 24.04.3 LTS') };
    expect(imageNotes(EXAMPLE, { facts, droplets })).toEqual([
      expect.stringMatching(/^host-01 runs Ubuntu 24\.04\.3 LTS, but debian-13-x64 is declared/),
    ]);
  });
});

it('another declared image changes no droplet, nor is it part of what a plan is confirmed by', () => {
  const changed = plan(older, built);
  expect(changed.cloud).toEqual([]);
  expect(changed.fingerprint).toBe(plan(EXAMPLE, built).fingerprint);
});

it('a host’s own image is what its droplet starts from', () => {
  const [first, ...others] = EXAMPLE.web;
  const web = first ? [{ ...first, image: 'debian-12-x64' }, ...others] : [];
  const images = plan({ ...EXAMPLE, web }, EMPTY_CLOUD).cloud.flatMap(({ subject, desired }) =>
    desired && 'image' in desired.spec ? [`${addressOf(subject)} ${desired.spec.image}`] : [],
  );
  expect(images).toContain('droplet/host-01 debian-12-x64');
  expect(images).toContain('droplet/host-02 debian-13-x64');
});
