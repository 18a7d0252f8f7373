import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { poll } from '../../cloud/runtime/poll.ts';
import { inWordpress } from '../cluster.ts';
import { FAR } from './faults.ts';
import { type Members, onHost } from './members.ts';

/** Runs `work` while a packet of the VPN takes so long between two hosts, there and back. */
export async function apart<T>(members: Members, milliseconds: number, work: () => Promise<T>): Promise<T> {
  const running = join(tmpdir(), `distance-${process.pid}`);
  writeFileSync(running, '');
  const program = ['python3', 'test/e2e/cluster/distance.py', running, `${milliseconds / 2000}`];
  const relay = members.cloud.run(program);
  const ended = relay.then(({ stderr }) => Promise.reject(new Error(`The relay ended: ${stderr}`)));
  try {
    const far = poll(async () => (await roundTrip(members)) >= milliseconds || undefined, {
      what: 'the hosts to be apart',
      timeoutMs: 30_000,
    });
    await Promise.race([far, ended]);
    return await work();
  } finally {
    rmSync(running);
    await ended.catch(() => {});
  }
}

/** Milliseconds from a web host to the primary, through the VPN. */
async function roundTrip(members: Members): Promise<number> {
  const said = await onHost(members, FAR, 'ping -c 1 -W 2 10.8.0.1');
  return Number(/time=([\d.]+)/.exec(said)?.[1]);
}

const median = (all: readonly number[]): number =>
  all.toSorted((a, b) => a - b)[all.length >> 1] ?? Number.NaN;
const TIMES = 9;

/** Seconds that a page which no cache has takes on a web host, and a post that is published there. The medians of nine. */
export async function speedOn(members: Members, host: string): Promise<{ page: number; post: number }> {
  const page = `for i in $(seq ${TIMES}); do curl --silent --insecure --output /dev/null --write-out '%{time_total} ' \
--resolve test.example.com:443:127.0.0.1 "https://test.example.com/?far=$(date +%s%N)"; done`;
  const post = inWordpress(`for ($i = 0; $i < ${TIMES}; $i++) {
    $began = microtime(true);
    $post = wp_insert_post(['post_title' => 'far', 'post_status' => 'publish']);
    echo microtime(true) - $began, ' ';
    wp_delete_post($post, true);
}`);
  const medianOf = async (line: string) =>
    median((await onHost(members, host, line)).trim().split(' ').map(Number));
  return { page: await medianOf(page), post: await medianOf(post) };
}
