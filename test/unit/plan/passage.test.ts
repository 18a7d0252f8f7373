import { describe, expect, it } from 'vitest';
import type { Observed, ObservedCloud } from '../../../actions/src/cloud/resource.ts';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import type { Facts } from '../../../actions/src/hosts/model/facts.ts';
import { renderMarkdown } from '../../../actions/src/plan/render/markdown.ts';
import { stageLines } from '../../../actions/src/plan/render/stages.ts';
import { renderText } from '../../../actions/src/plan/render/text.ts';
import { type Passage, passageOf, stageOf } from '../../../actions/src/plan/rotation/passage.ts';
import { actions, EMPTY_CLOUD, EXAMPLE, plan } from './example.ts';
import { simulate } from './simulate.ts';

const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const MOVED: Declaration = { ...EXAMPLE, domain: 'example.com', redirectFrom: ['test.example.com'] };
const BOTH = ['test.example.com', 'www.test.example.com', 'example.com', 'www.example.com'];

/** A host that is configured to serve the site under these names, with a certificate for those. */
function configured(
  [domain, ...also]: readonly string[],
  names?: readonly string[],
  placeholder = false,
): Facts {
  const text = JSON.stringify({ url: `https://${domain}`, ...(also.length > 0 && { also }) });
  const files = { '/etc/flotilla/site.json': { template: '', content: '', text } };
  const none = { packages: [], directories: [], links: [], absent: [], units: [], commands: {} };
  return {
    manifest: { version: 1, roles: { wordpress: { ...none, files } } },
    certificate: { sha256: '', notAfter: '', issuer: '', placeholder, names },
  } as unknown as Facts;
}
const all = (facts: Facts) => ({ 'host-01': facts, 'host-02': facts, 'host-03': facts });
const OLD = all(configured(['test.example.com'], BOTH.slice(0, 2)));

function stage(declaration: Declaration, facts: Record<string, Facts>, cloud: ObservedCloud = built) {
  const passage = passageOf(declaration, { facts, cloud });
  return { passage, meanwhile: stageOf(declaration, passage).meanwhile };
}
const served = (declaration: Declaration, cloud: ObservedCloud): ObservedCloud =>
  simulate(plan(declaration, cloud), cloud);

describe('the stages of a move', () => {
  it('begin with every host serving the site under both names', () => {
    expect(stage(MOVED, OLD)).toEqual({
      passage: {
        from: ['test.example.com'],
        arrived: false,
        leaving: [],
        uncertified: ['example.com', 'www.example.com'],
      },
      meanwhile: { serves: ['test.example.com'], leaving: [] },
    });
  });

  it('continue with the redirect after all do, and the new name points to each of them', () => {
    const both = all(configured(['example.com', 'test.example.com'], BOTH));
    expect(stage(MOVED, both).meanwhile?.serves).toEqual(['test.example.com']);
    const first = { ...MOVED, meanwhile: { serves: ['test.example.com'], leaving: [] } };
    expect(stage(MOVED, both, served(first, built))).toMatchObject({
      passage: { arrived: true },
      meanwhile: undefined,
    });
  });

  it('return to both names if one host was left behind, or if the site moves back', () => {
    const first = { ...MOVED, meanwhile: { serves: ['test.example.com'], leaving: [] } };
    const cloud = served(first, built);
    const mixed = {
      ...all(configured(['example.com'], BOTH)),
      'host-02': configured(['test.example.com'], BOTH),
    };
    expect(stage(MOVED, mixed, cloud).meanwhile?.serves).toEqual(['test.example.com']);
    expect(stage(EXAMPLE, mixed, cloud).meanwhile?.serves).toEqual(['example.com']);
  });

  it('end with a name that does not redirect: its records are deleted first, then the hosts drop it', () => {
    const lost = { ...EXAMPLE, domain: 'example.com' };
    expect(stage(lost, OLD).meanwhile).toEqual({ serves: ['test.example.com'], leaving: [] });
    const there = all(configured(['example.com'], BOTH));
    const first = { ...lost, meanwhile: { serves: ['test.example.com'], leaving: [] } };
    const cloud = served(first, built);
    expect(stage(lost, there, cloud).meanwhile).toEqual({ serves: [], leaving: ['test.example.com'] });
    expect(stage(lost, there, served(lost, cloud))).toEqual({ passage: undefined, meanwhile: undefined });
  });

  it('do not exist if nothing moves', () => {
    expect(stage(EXAMPLE, OLD)).toEqual({ passage: undefined, meanwhile: undefined });
    expect(stage(EXAMPLE, {})).toEqual({ passage: undefined, meanwhile: undefined });
  });

  it('need no certificate while a placeholder serves, or for a name that a wildcard covers', () => {
    expect(stage(MOVED, all(configured(['test.example.com'], [], true))).passage?.uncertified).toEqual([]);
    const wild = ['*.example.com', 'example.com', 'www.test.example.com'];
    expect(stage(MOVED, all(configured(['test.example.com'], wild))).passage?.uncertified).toEqual([]);
  });
});

describe('the records of a move', () => {
  const moved = served({ ...MOVED, meanwhile: { serves: ['test.example.com'], leaving: [] } }, built);
  const names = ({ records }: ObservedCloud) =>
    new Set(records.map(({ spec }: Observed<'record'>) => spec.name));

  it('exist for both names while the old one is listed', () => {
    expect([...names(served(MOVED, moved))].sort()).toEqual(
      [
        ...BOTH,
        ...['_flotilla.example.com', '_flotilla.test.example.com'],
        ...['sql', 'host-01', 'host-02', 'host-03'].map((host) => `${host}.example.com`),
      ].sort(),
    );
  });

  it('are deleted once it is not listed: addresses, then CAA, and the mark last', () => {
    const gone = plan({ ...MOVED, redirectFrom: [] }, served(MOVED, moved));
    expect(gone.refusals).toEqual([]);
    expect(actions(gone)).toEqual([
      ...['A', 'AAAA'].flatMap((type) =>
        ['test', 'www.test'].flatMap((name) =>
          ['host-01', 'host-02', 'host-03'].map(
            (host) => `delete record/${type} ${name}.example.com -> ${host}`,
          ),
        ),
      ),
      expect.stringContaining('delete record/CAA test.example.com'),
      expect.stringContaining('delete record/TXT _flotilla.test.example.com'),
    ]);
    expect(new Set(gone.cloud.map(({ wave }) => wave))).toEqual(new Set(['retire']));
  });

  it('do not affect records that the owner has created there since', () => {
    const cloud = served(MOVED, moved);
    const own: Observed<'record'> = {
      type: 'record',
      id: '77',
      spec: { type: 'A', name: 'test.example.com', value: '198.51.100.7', ttl: 60 },
    };
    const gone = plan({ ...MOVED, redirectFrom: [] }, { ...cloud, records: [...cloud.records, own] });
    expect(gone.cloud.filter(({ observed }) => observed?.id === own.id)).toEqual([]);
  });

  it('cause a refusal if others use the new name', () => {
    const taken: Observed<'record'> = {
      type: 'record',
      id: '78',
      spec: { type: 'A', name: 'example.com', value: '198.51.100.7', ttl: 60 },
    };
    const { refusals } = plan(MOVED, { ...built, records: [...built.records, taken] });
    expect(refusals.join()).toMatch(/^example\.com already has the record A 198\.51\.100\.7/);
  });
});

describe('the plan of a move shows', () => {
  const planOf = (declaration: Declaration) => {
    const passage = passageOf(declaration, { facts: OLD, cloud: built });
    return plan(declaration, built, { passage });
  };
  it('its steps, in order', () => {
    const text = renderText(planOf(MOVED), { color: false });
    expect(text).toContain(
      'The site moves from test.example.com to example.com\n  1. A certificate that includes',
    );
    expect(renderMarkdown(planOf(MOVED))).toContain(
      '**The site moves from test.example.com to example.com**\n\n1. A certificate',
    );
    expect(planOf(MOVED).dangers).toEqual([]);
    expect(planOf(MOVED).rotation.before).toEqual(['host-01', 'host-02', 'host-03']);
  });

  it('that visitors would be lost, which needs a confirmation', () => {
    const lost = planOf({ ...EXAMPLE, domain: 'example.com' });
    expect(lost.dangers).toHaveLength(1);
    expect(lost.dangers[0]).toMatch(
      /test\.example\.com stops resolving.*redirect-from: \[test\.example\.com\]/,
    );
  });

  it('that a site cannot move to another zone', () => {
    const { refusals } = planOf({ ...EXAMPLE, domain: 'example.org', zone: 'example.org' });
    expect(refusals.join()).toMatch(
      /test\.example\.com, where the site is now, is not in the zone example\.org/,
    );
  });

  it('names that are added or removed', () => {
    const lines = (passage: Partial<Passage>) =>
      stageLines({
        ...plan(EXAMPLE, built),
        passage: { from: [], arrived: true, leaving: [], uncertified: [], ...passage },
      });
    expect(lines({ uncertified: ['a.example.com'] })?.[0]).toBe('Additional names lead to test.example.com');
    expect(lines({ leaving: ['a.example.com'] })?.[0]).toBe(
      'a.example.com stops leading to test.example.com',
    );
  });

  it("that CAA at the zone's apex applies to the whole zone, and that `www.` alone is unusual", () => {
    expect(planOf(MOVED).notes.join()).toMatch(
      /CAA at example\.com, the zone itself, holds for every name in it/,
    );
    expect(planOf({ ...EXAMPLE, domain: 'www.example.com' }).notes.join()).toMatch(
      /example\.com does not lead to it/,
    );
    expect(actions(planOf({ ...EXAMPLE, domain: 'www.example.com' })).join()).not.toContain('www.www.');
  });
});
