import { expect } from 'vitest';
import { sealFrom } from '../../../actions/src/secrets/plan-seal.ts';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { deriveSecrets } from '../../../actions/src/secrets/secrets.ts';
import type { World } from '../github/fake.ts';
import { CLUSTER, declare } from './actions.ts';

export const seal = sealFrom(
  deriveSecrets(new Secret('ab'.repeat(32)), { cluster: 'example', generation: 1 }),
);

/** The only comment. */
export const only = ({ comments }: World): string => {
  expect(comments).toHaveLength(1);
  return comments[0]?.body ?? '';
};

/** The declaration on main, and a pull request that changes it. */
export const MAIN = declare;
export const changed = (more = '# changed') => declare(`${CLUSTER}\n${more}`);
