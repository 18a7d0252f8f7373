import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WRITER } from '../local-cloud/api-setup.ts';
import { bundled, CLUSTER, declare, setUp } from './actions.ts';
import { changed, MAIN, only } from './plan-action.ts';
import { propose } from './propose.ts';

const action = bundled();

describe('the comment says what merging does', () => {
  it('into another branch: it does nothing', async () => {
    const { world, env } = await setUp();
    const event = await propose(world, { folder: changed(), base: 'stack-1' });
    await action('plan', { folder: MAIN(), env, event });
    expect(only(world)).toContain('> Merging into stack-1 deploys nothing.');
  });

  it('to code: that the new code plans again', async () => {
    const { world, env } = await setUp();
    const folder = changed();
    mkdirSync(join(folder, 'actions'));
    writeFileSync(join(folder, 'actions/x'), '');
    await action('plan', { folder: MAIN(), env, event: await propose(world, { folder }) });
    expect(only(world)).toContain('This pull request changes `actions/` or `.github/`.');
  });

  it('to neither declaration, content nor code: it does nothing, and only the log says so', async () => {
    const { world, env } = await setUp();
    const folder = declare();
    mkdirSync(join(folder, 'docs'));
    writeFileSync(join(folder, 'docs/x'), '');
    const { code, log } = await action('plan', {
      folder: MAIN(),
      env,
      event: await propose(world, { folder }),
    });
    expect({ code, comments: world.comments }).toEqual({ code: 0, comments: [] });
    expect(log).toContain('so merging it deploys nothing');
  });

  it('that there is no plan while it conflicts', async () => {
    const { world, env } = await setUp();
    const event = await propose(world, { folder: changed(), mergeable: false });
    const { code } = await action('plan', { folder: MAIN(), env, event });
    expect(code).toBe(1);
    expect(only(world)).toContain('conflicts with main: there is no plan until the conflict is resolved');
  });

  it('that another cluster was not observed', async () => {
    const { cloud, world, env } = await setUp();
    const folder = declare(CLUSTER.replace('name: example', 'name: other'));
    const droplet = { name: 'sql', region: 'nyc1', size: 's-1vcpu-1gb', image: 'debian-13-x64' };
    const made = await fetch(`${cloud.url}/v2/droplets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${WRITER}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...droplet, tags: ['cluster:example'] }),
    });
    expect(made.status).toBe(202);
    const { code } = await action('plan', { folder: MAIN(), env, event: await propose(world, { folder }) });
    expect(code).toBe(1);
    expect(only(world)).toContain('declares the cluster other, and the default branch declares example');
    // Once, for the default branch's own cluster.
    const listings = cloud.journal().filter(({ method, path }) => method === 'GET' && /droplets/.test(path));
    expect(listings).toHaveLength(1);
  });

  it('in a new repository with an example that was never built: it builds the new name', async () => {
    const { world, env } = await setUp();
    const folder = declare(CLUSTER.replace('name: example', 'name: other'));
    const { code } = await action('plan', { folder: MAIN(), env, event: await propose(world, { folder }) });
    expect(code).toBe(0);
    expect(only(world)).toContain('### Plan for other');
  });
});
