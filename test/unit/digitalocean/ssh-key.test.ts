import { describe, expect, it } from 'vitest';
import type { Desired } from '../../../actions/src/cloud/resource.ts';
import { EXAMPLE } from '../plan/example.ts';
import { startAdapter } from './adapter.ts';

describe('an SSH key', () => {
  const line = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKJ0Xq4lKqk0m2vH0p0n3qkq0oX9i8Hq2nJt8cVbYw1a';
  const key = (name: string): Desired<'ssh-key'> => ({
    type: 'ssh-key',
    name,
    spec: { name, publicKey: line },
  });

  it('that exists with another name and a comment is found and renamed', async () => {
    const { cloud, adapter } = await startAdapter();
    await cloud.dots.sshKey.createSshKey({ name: 'laptop', public_key: `${line} me@laptop` });
    await adapter.create(key('example-deploy-g1'));
    const { keys } = await adapter.observe(EXAMPLE);
    expect(keys.map(({ spec }) => spec)).toEqual([key('example-deploy-g1').spec]);
  });

  it('is renamed, and can be deleted twice', async () => {
    const { adapter } = await startAdapter();
    const made = await adapter.create(key('example-deploy-g1'));
    await adapter.update(made, key('example-deploy-g2'));
    expect((await adapter.observe(EXAMPLE)).keys[0]?.spec.name).toBe('example-deploy-g2');
    await adapter.delete(made);
    await adapter.delete(made);
    expect((await adapter.observe(EXAMPLE)).keys).toEqual([]);
  });
});
