import { describe, expect, it } from 'vitest';
import { KINDS } from '../../../actions/src/cloud/kinds.ts';
import { isDeployKey } from '../../../actions/src/cloud/ownership.ts';
import type { Desired, Observed } from '../../../actions/src/cloud/resource.ts';
import type { SshKeySpec } from '../../../actions/src/cloud/specs.ts';
import { EXAMPLE, KEY } from '../plan/example.ts';

const observed = (spec: Partial<SshKeySpec>): Observed<'ssh-key'> => ({
  type: 'ssh-key',
  id: '1',
  spec: { name: 'example-deploy-g1', publicKey: KEY, ...spec },
});

describe('the deploy key', () => {
  const deployKey = (publicKey?: string) =>
    KINDS['ssh-key'].desired(EXAMPLE, { publicKey, droplets: [] })[0] as Desired<'ssh-key'>;
  const known = deployKey(KEY);
  const unknown = deployKey();

  it('has the generation in its name', () => {
    expect(known.name).toBe('example-deploy-g1');
    expect(KINDS['ssh-key'].desired({ ...EXAMPLE, generation: 12 }, { droplets: [] })[0]?.spec.name).toBe(
      'example-deploy-g12',
    );
  });

  it.each([
    ['the same', known, {}, { fields: [], replaces: false }],
    [
      'any content, if the plan does not know the key',
      unknown,
      { publicKey: 'ssh-ed25519 BBBB' },
      { fields: [], replaces: false },
    ],
    [
      'another name',
      known,
      { name: 'old' },
      {
        fields: [{ key: 'name', label: 'name', before: 'old', after: 'example-deploy-g1' }],
        replaces: false,
      },
    ],
    [
      'another content',
      known,
      { publicKey: 'ssh-ed25519 AAAAOther' },
      {
        fields: [
          { key: 'publicKey', label: 'public key', before: '…d25519 AAAAOther', after: '…FirstGeneration1' },
        ],
        replaces: true,
      },
    ],
  ])('%s', (_, desired, change, difference) => {
    expect(KINDS['ssh-key'].compare(desired.spec, observed(change))).toEqual(difference);
  });

  it.each([
    ['example-deploy-g1', true],
    ['example-deploy-g20', true],
    ['example-deploy-g', false],
    ['example-deploy-g1-laptop', false],
    ['example-two-deploy-g1', false],
  ])('%s of cluster example: %s', (name, expected) => {
    expect(isDeployKey('example', name)).toBe(expected);
  });
});
