import { join } from 'node:path';
import { expect, it } from 'vitest';
import { allHosts } from '../../../actions/src/declaration/declaration.ts';
import { loadDeclaration } from '../../../actions/src/declaration/load.ts';
import { desiredRoles } from '../../../actions/src/hosts/roles/index.ts';
import { BARE_PACKAGES, ROLE_PACKAGES } from '../../cloud/image/packages.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');

it("the `ready` image and the mirror have every package of the example's roles", async () => {
  const reading = await loadDeclaration(REPOSITORY);
  if (!('declaration' in reading)) throw new Error('the committed cluster/ has mistakes');
  const { declaration } = reading;
  const wanted = allHosts(declaration)
    .flatMap((host) =>
      desiredRoles({
        declaration,
        host,
        facts: {},
        away: new Set(),
        accepted: { keys: [1], passwords: {} },
        memoryOf: () => 1024,
        addressOf: (name) => name,
      }),
    )
    .flatMap((role) => role.packages);

  expect(wanted.length).toBeGreaterThan(10);
  expect([...BARE_PACKAGES, ...ROLE_PACKAGES]).toEqual(expect.arrayContaining(wanted));
});
