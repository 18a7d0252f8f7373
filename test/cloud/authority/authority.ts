import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type Ca, issue } from '../mirror/ca.ts';
import { AUTHORITY_ADDRESS } from '../network/addresses.ts';
import type { Names } from '../ports.ts';
import type { CloudPaths } from '../runtime/paths.ts';
import { type Answer, type Front, openFront } from './front.ts';
import { startPebble } from './pebble.ts';

/** The name of the declaration's default authority. */
const NAME = 'acme-v02.api.letsencrypt.org';

export interface Authority {
  readonly front: Front;
  /** Path of its root certificate, PEM. */
  readonly root: string;
}

/** Starts a real ACME authority at Let's Encrypt's name, and makes its root trusted in the cloud. */
export async function createAuthority(
  names: Names,
  ca: Ca,
  paths: CloudPaths,
  program: string,
): Promise<Authority> {
  const folder = join(dirname(paths.ca), 'authority');
  const root = join(folder, 'root.pem');
  await mkdir(folder, { recursive: true });
  const certificate = await issue(ca, NAME);
  await writeFile(
    root,
    await startPebble({ program, folder, log: join(paths.logs, 'pebble.log'), certificate }),
  );
  const trusted = [ca.certificate, root].map((path) => readFile(path, 'utf8'));
  await writeFile(paths.trust, (await Promise.all(trusted)).join(''));
  await names.publish(NAME, [{ type: 'A', name: '@', data: AUTHORITY_ADDRESS, ttl: 300 }]);
  return { front: await openFront({ address: AUTHORITY_ADDRESS, name: NAME, certificate, ca }), root };
}

/**
 * The control API of the authority, for tests.
 *
 *     PUT /local/authority/answers    Answer[]: replaces its responses from now on; [] ends that
 *     GET /local/authority/held       {held}: how many requests it holds
 */
export function addAuthorityRoutes(control: FastifyInstance, { front }: Authority): void {
  control.put<{ Body: readonly Answer[] }>('/local/authority/answers', async ({ body }, reply) => {
    front.answerWith(body);
    return reply.code(204).send();
  });
  control.get('/local/authority/held', async () => ({ held: front.held() }));
}
