import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { call, dropletsOf } from '../api.ts';
import { AS_DECLARED, inWordpress, plain } from '../cluster.ts';
import { ALL_DOWN, forgetOrder } from './all-down.ts';
import { clustered } from './clustered.ts';
import { conflict } from './conflicts.ts';
import { FAR, FAULTS, type Fault } from './faults.ts';
import { link, lost, onHost, sql, underTraffic, whole } from './members.ts';
import { memoryOf } from './memory.ts';
import { expectMinority, expectWriter, isAlone } from './minority.ts';
import type { Kind } from './traffic.ts';

let it: Awaited<ReturnType<typeof clustered>>;
beforeAll(async () => {
  it = await clustered('e2e-cluster');
  await whole(it, BACK_SECONDS);
});
/** After each row, so that a run that is ended leaves what it has. */
afterEach(() => {
  if (process.env.FIGURES)
    writeFileSync(process.env.FIGURES, `${[HEAD + figures.join('\n'), ...notes].join('\n\n')}\n`);
});
afterAll(async () => void (await it?.end()));

const HEAD = `# What the loss of a host costs

Three hosts in two regions of the local cloud, \`database: { topology: cluster }\`, all on one machine with two processors. Each
row is one run: pages and uploads are read through both web hosts, 20 a second, and a writer on each publishes posts over REST, one after
another. A fault lasts 12 s, unless it ends by itself. Reads and writes through the host that is hit are not counted.
\`npm run bench:redundancy\` writes this file.

| fault | acknowledged posts lost | longest wait of a write | failed reads (cached / uncached / uploads) | complete again after |
|---|---|---|---|---|
`;

/** Longer than the members wait for one that is silent. */
const LASTING_MS = 12_000;
/** On a machine that has nothing else to do, 10. */
const LONGEST_WRITE_SECONDS = process.env.FIGURES ? 10 : 25;
const BACK_SECONDS = process.env.FIGURES ? 60 : 180;
/** Rows of the table in `FIGURES`, a file. */
const figures: string[] = [];
/** Sentences below that table. */
const notes: string[] = [];

/** The others run with `FIGURES`: each takes half a minute. */
const ALWAYS = ['the primary switched off', "a member's database deleted"];
const isRun = ({ what }: Fault): boolean => process.env.FIGURES !== undefined || ALWAYS.includes(what);

test.each(FAULTS.filter(isRun))(
  '$what: no acknowledged post is lost, and the other hosts keep serving',
  async ({ what, hits, begin, end, before, after }) => {
    let back = 0;
    await before?.(it);
    const traffic = await underTraffic(it, async () => {
      await begin(it);
      await pause(LASTING_MS);
      await end(it);
      back = await whole(it, BACK_SECONDS);
    });
    const others = <T extends { host: string }>(all: readonly T[]) => all.filter(({ host }) => host !== hits);
    await after?.(it);
    await whole(it, BACK_SECONDS);
    const missing = await lost(it, traffic);
    const longest = Math.max(...others(traffic.written).map(({ seconds }) => seconds));
    const failed = (kind: Kind) => others(traffic.failed).filter((read) => read.kind === kind).length;
    figures.push(
      `| ${what} | ${missing.length} of ${traffic.written.length} | ${longest.toFixed(1)} s | ` +
        `${failed('cached')} / ${failed('uncached')} / ${failed('upload')} of ${traffic.reads} | ${back.toFixed(0)} s |`,
    );
    expect(missing).toEqual([]);
    expect(others(traffic.failed)).toEqual([]);
    expect(others(traffic.refused)).toEqual([]);
    expect(longest).toBeLessThan(LONGEST_WRITE_SECONDS);
  },
);

test('a region without a majority shows pages, explains that it saves nothing, and recovers by itself', async () => {
  await link(it, FAR, false);
  await isAlone(it, FAR);
  await expectMinority(it, FAR).finally(() => link(it, FAR, true));
  const back = await whole(it, BACK_SECONDS);
  await expectWriter(it, FAR);
  figures.push(
    `| what that region served meanwhile: its pages; writes got the page that explains it | – | – | – | ${back.toFixed(0)} s |`,
  );
});

test('hosts that write the same option, post and counter lose no update', async () => {
  const times = process.env.FIGURES ? 1000 : 50;
  const { written, counter, aborted, versions } = await conflict(it, times);
  const all = { option: times, post: times, counter: times, errors: {} };
  expect(written).toEqual(it.web.map(() => all));
  expect(counter).toBe(times * it.web.length);
  expect(versions).toBe(1);
  notes.push(
    `Both web hosts wrote the same option, the same post and the same counter ${times} times each. The counter is ${counter}, all ` +
      `members agree, MariaDB repeated statements because of ${aborted} conflicts, and WordPress saw none of them.`,
  );
}, 600_000);

test.runIf(process.env.FIGURES)('every host stays within its memory', async () => {
  await underTraffic(it, () => pause(30_000));
  const used = await memoryOf(it);
  expect(used.map(({ killed }) => killed)).toEqual(used.map(() => 0));
  const each = used.map(({ host, peak, kept }) => `${host} ${peak} MiB (${kept} MiB without the file cache)`);
  notes.push(
    `The hosts have 1024 MiB, held by their cgroups. The most that each used since it was switched on: ${each.join(', ')}. Nothing was killed.`,
  );
  await sql(it, FAR, "DELETE FROM wordpress.wp_posts WHERE post_title LIKE 'host-0_-%'");
});

const publish = (title: string) =>
  onHost(it, FAR, inWordpress(`wp_insert_post(['post_title' => '${title}', 'post_status' => 'publish']);`));

test.each(ALL_DOWN.filter(({ always }) => always || process.env.FIGURES))(
  '$what: they come back by themselves, with all that was written',
  async ({ what, run }) => {
    const title = `kept ${Date.now()}`;
    await run(it, () => publish(title));
    const back = await whole(it, BACK_SECONDS);
    expect(await sql(it, it.primary, 'SELECT post_title FROM wordpress.wp_posts')).toContain(title);
    figures.push(`| ${what} | 0 of 1 | – | – | ${back.toFixed(0)} s |`);
  },
);

const applied = async (): Promise<string> => {
  const { code, stdout, stderr } = await it.apply();
  expect(code, stdout + stderr).toBe(0);
  return plain(stdout);
};

test.runIf(process.env.FIGURES)(
  'apply starts the newest member if none of them may start alone',
  async () => {
    const title = `kept ${Date.now()}`;
    await forgetOrder(it, () => publish(title));
    await applied();
    await whole(it, BACK_SECONDS);
    expect(await sql(it, it.primary, 'SELECT post_title FROM wordpress.wp_posts')).toContain(title);
  },
  600_000,
);

test.runIf(process.env.FIGURES)(
  'apply asks a person while a member that may be newer is away',
  async () => {
    await forgetOrder(it, () => publish(`kept ${Date.now()}`));
    await link(it, it.primary, false);
    const { code, stdout } = await it.apply();
    expect([code, plain(stdout)]).toEqual([
      1,
      expect.stringContaining('may have changes that no other member has'),
    ]);
    const chosen = await it.apply({ inputs: { 'recover-from': FAR } });
    expect(plain(chosen.stdout)).toContain('starting the database from this member: a person chose it');
    expect(await sql(it, FAR, "SHOW STATUS LIKE 'wsrep_ready'")).toMatch(/ON$/);
    await link(it, it.primary, true);
    await whole(it, BACK_SECONDS);
  },
  900_000,
);

/** Syncthing is left out: it reads its peers when it starts. */
const startOf = (host: string) =>
  onHost(it, host, 'systemctl show --property=ActiveEnterTimestamp mariadb wg-quick@wg-flotilla');

test('a new host joins, and nothing restarts on the others', async () => {
  const others = [it.primary, ...it.web];
  const before = await Promise.all(others.map(startOf));
  cpSync('cluster/regions/tor1.yml', join(it.directory, 'cluster/regions/tor1.yml'));
  await applied();
  it = { ...it, web: [...it.web, 'host-03'] };
  await whole(it, BACK_SECONDS);
  expect(await Promise.all(others.map(startOf))).toEqual(before);
}, 600_000);

test('the primary is destroyed: one apply makes a new one, which gets all from the others', async () => {
  const id = (await dropletsOf(it.cloud)).find(({ name }) => name === it.primary)?.id;
  const title = `kept ${Date.now()}`;
  await publish(title);
  await call(it.cloud, 'DELETE', `/droplets/${id}`);
  await applied();
  await whole(it, BACK_SECONDS);
  expect(await sql(it, it.primary, 'SELECT post_title FROM wordpress.wp_posts')).toContain(title);
  expect(plain((await it.plan()).stdout)).toMatch(AS_DECLARED);
}, 600_000);
