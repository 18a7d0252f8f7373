import { expect } from 'vitest';
import { AS_DECLARED, inWordpress, plain } from '../cluster.ts';
import type { Clustered } from './clustered.ts';
import { FAR } from './faults.ts';
import { type Members, onHost, sql, whole } from './members.ts';

/** Publishes a post through one host. */
export const publish = (members: Members, title: string): Promise<string> =>
  onHost(
    members,
    FAR,
    inWordpress(`wp_insert_post(['post_title' => '${title}', 'post_status' => 'publish']);`),
  );

/** Of all posts that the primary has. */
export const titles = (members: Members): Promise<string> =>
  sql(members, members.primary, 'SELECT post_title FROM wordpress.wp_posts');

const JOINED_SECONDS = 180;
const SERIAL = /serial (\w+)/;

async function renewed(it: Clustered): Promise<string> {
  const { code, stdout, stderr } = await it.renew();
  expect(code, stdout + stderr).toBe(0);
  return plain(stdout);
}

/** What only the primary had is on a new one, from the others: the database and the certificate. */
export async function expectTakenOver(it: Clustered, makeNew: () => Promise<Clustered>): Promise<void> {
  const title = `kept ${Date.now()}`;
  await publish(it, title);
  const serial = SERIAL.exec(await renewed(it))?.[1];
  const now = await makeNew();
  await whole(now, JOINED_SECONDS);
  expect(await titles(now)).toContain(title);
  const said = await renewed(now);
  expect(said).toContain('taking back the copy of a web host');
  expect(SERIAL.exec(said)?.[1]).toBe(serial);
  expect(plain((await now.plan()).stdout)).toMatch(AS_DECLARED);
}
