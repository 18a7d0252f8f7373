import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SOAK } from '../../soak.ts';
import { AS_DECLARED, PRIMARY, plain } from '../cluster.ts';
import { type OwnCloud, ownCloud } from '../own-cloud.ts';
import { apart, speedOn } from './distance.ts';
import { FAR } from './faults.ts';
import { figures, longestWrite, MEASURES, rowOf } from './figures.ts';
import { lost, type Members, onHost, sql, underTraffic } from './members.ts';

/**
 * A running site changes its topology and back, under traffic. Runs are killed on the way, after so many seconds each; the next
 * run continues. Soaking: ten runs in each direction, and 20 reads a second.
 */
const TEN = [5, 10, 15, 20, 25, 30, 35, 40, 45, 50];
const KILLED_AFTER = { cluster: SOAK ? TEN : [40], single: SOAK ? TEN : [] };
const EVERY_MS = SOAK ? 50 : 2000;
/** On a machine that has nothing else to do, 15. */
const LONGEST_WRITE_SECONDS = SOAK ? 15 : 25;
const FAR_MS = 70;
const NONE = { page: Number.NaN, post: Number.NaN };
/** As an old plugin makes it. */
const OLD_TABLE =
  'CREATE TABLE wordpress.wp_old (id INT PRIMARY KEY) ENGINE = MyISAM; INSERT INTO wordpress.wp_old VALUES (7)';
const UPLOAD = '2026/11/kept.txt';

const { addRow, addNote, write } = figures(
  'Changes of the topology, and distance',
  'The same readers and writers, while apply changes a running site from one topology to the other.',
);

let own: OwnCloud;
let all: Members;
beforeAll(async () => {
  own = await ownCloud('e2e-conversion', ['nyc1', 'sfo3']);
  all = { cloud: own.cloud, primary: PRIMARY, web: ['host-01', 'host-02'] };
  await appendFile(join(own.directory, 'cluster/cluster.yml'), '\ndatabase: { topology: single }\n');
  const { code, stdout, stderr } = await own.apply();
  expect(code, stdout + stderr).toBe(0);
  await sql(all, PRIMARY, OLD_TABLE);
  await onHost(all, 'host-01', `cd /srv/flotilla/uploads && mkdir -p 2026/11 && echo kept >${UPLOAD}`);
});
afterAll(write);
afterAll(() => own?.end());

type Topology = keyof typeof KILLED_AFTER;

async function declare(topology: Topology): Promise<void> {
  const file = join(own.directory, 'cluster/cluster.yml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/^database: .*$/m, `database: { topology: ${topology} }`));
}

async function convert(topology: Topology): Promise<void> {
  await declare(topology);
  for (const seconds of KILLED_AFTER[topology])
    await own.applyConfirmed({ before: ['timeout', '--signal=KILL', String(seconds)] });
  const { code, stdout, stderr } = await own.applyConfirmed();
  expect(code, stdout + stderr).toBe(0);
}

/** Seconds, with the hosts 70 ms apart. */
const far: Partial<Record<Topology, Awaited<ReturnType<typeof speedOn>>>> = {};
const measureFar = async (topology: Topology) => {
  if (MEASURES) far[topology] = await apart(all, FAR_MS, () => speedOn(all, FAR));
};

test.each<[Topology, string[]]>([
  // Where every acknowledged post must be afterwards.
  ['cluster', ['host-01', 'host-02']],
  ['single', []],
])(
  'to %s: nothing is lost, readers are served, and writers wait seconds',
  async (topology, web) => {
    if (topology === 'cluster') await measureFar('single');
    const traffic = await underTraffic(all, () => convert(topology), EVERY_MS);
    const missing = await lost({ ...all, web }, traffic);
    const killed = `apply killed ${KILLED_AFTER[topology].length} times on the way to \`${topology}\``;
    addRow(rowOf(killed, missing, traffic, '–'));
    if (topology === 'cluster') await measureFar('cluster');
    expect(missing).toEqual([]);
    expect(traffic.failed).toEqual([]);
    expect(traffic.refused).toEqual([]);
    expect(longestWrite(traffic)).toBeLessThan(LONGEST_WRITE_SECONDS);
    for (const host of web) expect(await sql(all, host, 'SELECT id FROM wordpress.wp_old')).toBe('7');
    for (const host of all.web)
      expect(await onHost(all, host, `cat /srv/flotilla/uploads/${UPLOAD}`)).toBe('kept');
    expect(plain((await own.plan()).stdout)).toMatch(AS_DECLARED);
  },
  1_800_000,
);

test.runIf(MEASURES)(
  'the distance to the others costs time when a post is saved, not when a page is made',
  () => {
    const [single = NONE, cluster = NONE] = [far.single, far.cluster];
    addNote(
      `With ${FAR_MS} ms between the hosts, a page that no cache has takes ${single.page.toFixed(2)} s with \`single\` on a host that is not the ` +
        `primary, and ${cluster.page.toFixed(2)} s with \`cluster\`. Publishing a post takes ${single.post.toFixed(2)} s and ${cluster.post.toFixed(2)} s.`,
    );
    expect(cluster.page).toBeLessThan(single.page / 5);
  },
);

test('a host that left the database runs none', async () => {
  expect(await onHost(all, 'host-01', 'systemctl is-active mariadb || true')).toBe('inactive');
  expect(await sql(all, PRIMARY, 'SELECT @@wsrep_on')).toBe('0');
});
