import type { Hub } from '../../hub.ts';
import type { Issue } from '../../issues.ts';
import { found } from '../errors.ts';
import type { AddRoute } from '../route.ts';

/** "Lock conversation" for an issue or a pull request. */
export function lockRoutes(add: AddRoute, hub: Hub): void {
  const issueOf = (number: string | undefined): Issue => found(hub.issues.find(Number(number)));
  for (const [method, locked] of [
    ['PUT', true],
    ['DELETE', false],
  ] as const)
    add(method, '/issues/:number/lock', ['issues:write', 'pull-requests:write'], ({ params, reply }) => {
      issueOf(params.number).locked = locked;
      reply.code(204);
    });
}
