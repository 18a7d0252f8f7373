import { describe, expect, it } from 'vitest';
import { healthOf } from '../../../actions/src/plan/health/health.ts';
import { renderPicture } from '../../../actions/src/plan/render/picture.ts';
import { EMPTY_CLOUD, EXAMPLE, host, plan } from './example.ts';
import { fleet, LONELY, web } from './health/literals.ts';
import { simulate } from './simulate.ts';

const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const TWO = { ...EXAMPLE, web: EXAMPLE.web.slice(0, 2) };

describe('the picture of a cluster', () => {
  it('as it stands', () => {
    expect(renderPicture(plan(EXAMPLE, built), EXAMPLE)).toBe(`flowchart LR
  subgraph r0["nyc1"]
    h0[("sql<br>primary")]
    h1["host-01"]
  end
  subgraph r1["sfo3"]
    h2["host-02"]
  end
  subgraph r2["tor1"]
    h3["host-03"]
  end
  visitor((visitor)) --> h1 & h2 & h3
  h0 -.- h1 & h2 & h3`);
  });

  it('with a host added, in its region', () => {
    const declaration = { ...EXAMPLE, web: [...EXAMPLE.web, host('host-04', 'fra1')] };
    const picture = renderPicture(plan(declaration, built), declaration);
    expect(picture).toContain('subgraph r3["fra1"]\n    h4["host-04<br>new"]');
    expect(picture).toContain('\n  class h4 added');
  });

  it('with a host removed, out of the rotation and of the VPN', () => {
    const picture = renderPicture(plan(TWO, built), TWO);
    expect(picture).toContain('["tor1"]\n    h3["host-03<br>removed"]');
    expect(picture).toContain('visitor((visitor)) --> h1 & h2\n  h0 -.- h1 & h2\n');
    expect(picture).toContain('\n  class h3 removed');
  });

  it('with a host moved: the new one in its region, the old one in the one it leaves', () => {
    const declaration = { ...TWO, web: [...TWO.web, host('host-03', 'fra1')] };
    const picture = renderPicture(plan(declaration, built), declaration);
    expect(picture).toContain('["fra1"]\n    h3["host-03<br>new"]');
    expect(picture).toContain('["tor1"]\n    h4["host-03<br>removed"]');
  });

  it('with hosts that have problems', () => {
    const health = healthOf(EXAMPLE, fleet({ 'host-02': web(LONELY) }));
    const picture = renderPicture(plan(EXAMPLE, built), EXAMPLE, health);
    expect(picture).toContain('h2["host-02<br>unwell"]');
    expect(picture).toContain('\n  class h2 unwell');
    expect(picture).not.toContain('h1["host-01<br>');
  });

  it('escapes Mermaid keywords in the name of a droplet', () => {
    const droplets = built.droplets.map((droplet) =>
      droplet.spec.name === 'host-03'
        ? { ...droplet, spec: { ...droplet.spec, name: 'x"]; click h0 "javascript:' } }
        : droplet,
    );
    const picture = renderPicture(plan(TWO, { ...built, droplets }), TWO);
    expect(picture).toContain('"x??? click h0 ?javascript?<br>removed"');
  });
});
