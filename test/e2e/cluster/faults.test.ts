import { appendFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SOAK } from '../../soak.ts';
import { call, dropletsOf } from '../api.ts';
import { plain } from '../cluster.ts';
import { ALL_DOWN, forgetOrder } from './all-down.ts';
import { clustered } from './clustered.ts';
import { conflict } from './conflicts.ts';
import { fillDisk, freeDisk, moveBack, moveToSmallDisk } from './disk.ts';
import { dumpedOn } from './dumps.ts';
import { FAR, FAULTS, type Fault } from './faults.ts';
import { figures, MEASURES } from './figures.ts';
import { expectKept } from './kept.ts';
import { link, namesOf, onHost, sql, underTraffic, whole } from './members.ts';
import { memoryOf } from './memory.ts';
import { expectMinority, expectWriter, isAlone } from './minority.ts';
import { expectTakenOver, publish, titles } from './takeover.ts';

const { addRow, addNote, write } = figures(
  'Faults',
  `Pages and uploads are read through both web hosts, 20 a second, and a writer on each publishes posts over REST, one after
another. A fault lasts 12 s, unless it ends by itself. Reads and writes through the host that is hit are not counted.`,
);

let it: Awaited<ReturnType<typeof clustered>>;
beforeAll(async () => {
  it = await clustered('e2e-cluster');
  await whole(it, BACK_SECONDS);
});
afterAll(write);
afterAll(async () => void (await it?.end()));

/** Longer than the members wait for one that is silent. */
const LASTING_MS = 12_000;
/** On a machine that has nothing else to do, 10. */
const LONGEST_WRITE_SECONDS = MEASURES ? 10 : 25;
const BACK_SECONDS = MEASURES ? 60 : 180;
/** The others run with `FIGURES`: each takes half a minute. */
const ALWAYS = ['the primary switched off', "a member's database deleted"];
const isRun = ({ what }: Fault): boolean => MEASURES || ALWAYS.includes(what);

test.each(FAULTS.filter(isRun))(
  '$what: no acknowledged post is lost, and the other hosts keep serving',
  async ({ what, hits, begin, end, before, after }) => {
    const run = async () => {
      await begin(it);
      await pause(LASTING_MS);
      await end(it);
      return whole(it, BACK_SECONDS);
    };
    await before?.(it);
    await expectKept(it, { what, hits, seconds: LONGEST_WRITE_SECONDS, add: addRow, run }).finally(() =>
      after?.(it),
    );
    await whole(it, BACK_SECONDS);
  },
);

const working = async (): Promise<string[]> => {
  const states = namesOf(it).map((host) => onHost(it, host, 'systemctl is-active mariadb || true'));
  return (await Promise.all(states)).filter((state) => state === 'active');
};

test('one member makes the nightly dump: the primary, or another one while the primary has no database', async () => {
  expect(await dumpedOn(it, namesOf(it))).toEqual([it.primary]);
  await onHost(it, it.primary, 'systemctl stop mariadb');
  const onAnother = it.web.map((host) => [host]);
  await expect.poll(() => dumpedOn(it, namesOf(it)), { timeout: 20_000 }).toBeOneOf(onAnother);
  await onHost(it, it.primary, 'systemctl start mariadb');
  await whole(it, BACK_SECONDS);
});

test("accounts can be changed while another host alters MariaDB's own tables, as Debian does after a start", async () => {
  const alter = 'for _ in 1 2; do mariadb-upgrade --force >/dev/null 2>&1; done; true';
  const changes = 'CREATE USER IF NOT EXISTS short@localhost; DROP USER IF EXISTS short@localhost';
  const change = `for _ in $(seq 40); do timeout ${LONGEST_WRITE_SECONDS} mariadb --execute='${changes}' || exit 1; done`;
  await Promise.all([onHost(it, FAR, alter), onHost(it, it.primary, change)]);
  await whole(it, BACK_SECONDS);
});

test.runIf(MEASURES)('the disks of all members become full: one of them stays', async () => {
  const all = namesOf(it);
  for (const host of all) await moveToSmallDisk(it, host);
  await Promise.all(all.map((host) => fillDisk(it, host)));
  await expect.poll(working, { timeout: 30_000 }).toHaveLength(1);
  await pause(LASTING_MS);
  expect(await working()).toHaveLength(1);
  await Promise.all(all.map((host) => freeDisk(it, host)));
  await whole(it, BACK_SECONDS);
  for (const host of all) await moveBack(it, host);
  await whole(it, BACK_SECONDS);
});

test('a region without a majority shows pages, explains that it saves nothing, and recovers by itself', async () => {
  await link(it, FAR, false);
  await isAlone(it, FAR);
  await expectMinority(it, FAR).finally(() => link(it, FAR, true));
  const back = await whole(it, BACK_SECONDS);
  await expectWriter(it, FAR);
  addRow(
    `| what that region served meanwhile: its pages; writes got the page that explains it | – | – | – | ${back.toFixed(0)} s |`,
  );
});

test('hosts that write the same option, post and counter lose no update', async () => {
  const times = MEASURES ? 1000 : 50;
  const { written, counter, aborted, versions } = await conflict(it, times);
  const all = { option: times, post: times, counter: times, errors: {} };
  expect(written).toEqual(it.web.map(() => all));
  expect(counter).toBe(times * it.web.length);
  expect(versions).toBe(1);
  addNote(
    `Both web hosts wrote the same option, the same post and the same counter ${times} times each. The counter is ${counter}, all ` +
      `members agree, MariaDB repeated statements because of ${aborted} conflicts, and WordPress saw none of them.`,
  );
}, 600_000);

test.runIf(MEASURES)('every host stays within its memory', async () => {
  await underTraffic(it, () => pause(30_000));
  const used = await memoryOf(it);
  expect(used.map(({ killed }) => killed)).toEqual(used.map(() => 0));
  const each = used.map(({ host, peak, kept }) => `${host} ${peak} MiB (${kept} MiB without the file cache)`);
  addNote(
    `The hosts have 1024 MiB, held by their cgroups. The most that each used since it was switched on: ${each.join(', ')}. Nothing was killed.`,
  );
  await sql(it, FAR, "DELETE FROM wordpress.wp_posts WHERE post_title LIKE 'host-0_-%'");
});

test.each(ALL_DOWN.filter(({ always }) => always || MEASURES))(
  '$what: they come back by themselves, with all that was written',
  async ({ what, run }) => {
    const title = `kept ${Date.now()}`;
    await run(it, () => publish(it, title));
    const back = await whole(it, BACK_SECONDS);
    expect(await titles(it)).toContain(title);
    addRow(`| ${what} | 0 of 1 | – | – | ${back.toFixed(0)} s |`);
  },
);

const applied = async (): Promise<string> => {
  const { code, stdout, stderr } = await it.apply();
  expect(code, stdout + stderr).toBe(0);
  return plain(stdout);
};

/** They take minutes, and give no figures. */
const RECOVERS = SOAK && !MEASURES;

test.runIf(RECOVERS)(
  'apply starts the newest member if none of them may start alone',
  async () => {
    const title = `kept ${Date.now()}`;
    await forgetOrder(it, () => publish(it, title));
    await applied();
    await whole(it, BACK_SECONDS);
    expect(await titles(it)).toContain(title);
  },
  600_000,
);

test.runIf(RECOVERS)(
  'apply asks a person while a member that may be newer is away',
  async () => {
    await forgetOrder(it, () => publish(it, `kept ${Date.now()}`));
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

/** Syncthing is left out: it reads its peers when it starts. A member answers before systemd calls its unit active. */
const startOf = (host: string) =>
  onHost(it, host, 'systemctl show --property=ExecMainStartTimestamp mariadb wg-quick@wg-flotilla');

test('a new host joins, and nothing restarts on the others', async () => {
  const others = [it.primary, ...it.web];
  const before = await Promise.all(others.map(startOf));
  cpSync('cluster/regions/tor1.yml', join(it.directory, 'cluster/regions/tor1.yml'));
  await applied();
  it = { ...it, web: [...it.web, 'host-03'] };
  await whole(it, BACK_SECONDS);
  expect(await Promise.all(others.map(startOf))).toEqual(before);
}, 600_000);

/** One apply makes a new host in its place. Resolves with the seconds that this takes. */
async function replace(host: string): Promise<number> {
  const id = (await dropletsOf(it.cloud)).find(({ name }) => name === host)?.id;
  await call(it.cloud, 'DELETE', `/droplets/${id}`);
  await pause(LASTING_MS);
  const began = performance.now();
  await applied();
  await whole(it, BACK_SECONDS);
  return (performance.now() - began) / 1000;
}

const destroy = (host: string): Promise<unknown> =>
  MEASURES
    ? expectKept(it, {
        ...{ what: `${host} destroyed, then one apply`, hits: host, seconds: LONGEST_WRITE_SECONDS },
        ...{ add: addRow, run: () => replace(host) },
      })
    : replace(host);

test.runIf(MEASURES)('a web host is destroyed: one apply makes a new one', () => destroy(FAR), 600_000);

test(
  'the primary is destroyed: one apply makes a new one, which gets all from the others',
  () =>
    expectTakenOver(it, async () => {
      await destroy(it.primary);
      return it;
    }),
  600_000,
);

test.runIf(MEASURES)(
  'the primary moves to a new host, which gets all from the others',
  async () => {
    appendFileSync(join(it.directory, 'cluster/cluster.yml'), 'protect-primary: false\n');
    await applied();
    await expectTakenOver(it, async () => {
      const region = join(it.directory, 'cluster/regions/nyc1.yml');
      writeFileSync(region, readFileSync(region, 'utf8').replace(`${it.primary}:`, 'db:'));
      const { code, stdout, stderr } = await it.applyConfirmed();
      expect(code, stdout + stderr).toBe(0);
      it = { ...it, primary: 'db' };
      return it;
    });
  },
  900_000,
);
