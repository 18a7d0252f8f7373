/** Makes each change to the tree and measures each way of sending it. Prints the table. Run it in the cluster's network. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openClusterWithSecrets } from '../../actions/src/commands/cluster.ts';
import { contentFleet } from '../../actions/src/content/on-all-hosts.ts';
import { openSshFiles } from '../../actions/src/content/send/ssh-files.ts';
import { deadlineIn } from '../../actions/src/run/deadline.ts';
import { closeAll, observe } from '../../actions/src/run/observe.ts';
import { floor, loop, type Place, settled, sync, type Taken } from './content-ways.ts';

const content = process.env.CONTENT ?? '';
const FOLDERS = ['themes', 'plugins', 'mu-plugins', 'languages'];

interface Change {
  readonly title: string;
  /** The number of repetitions, of which the median counts. */
  readonly times: number;
  /** Changes the tree. Returns the new paths. */
  make(turn: number): readonly string[];
}

const put = (path: string, bytes: Buffer | string): string => {
  writeFileSync(join(content, path), bytes);
  return path;
};

const CHANGES: readonly Change[] = [
  { title: 'first sync', times: 1, make: () => FOLDERS },
  { title: 'nothing changed', times: 3, make: () => [] },
  { title: 'nothing changed, checked out again', times: 3, make: touchAll },
  { title: 'one file changed', times: 3, make: (turn) => [put('themes/flotilla/bench.css', `a${turn} {}`)] },
  { title: 'one file deleted', times: 3, make: removeOne },
  { title: '10,000 small files', times: 1, make: manyFiles },
  { title: 'one file of 200 MB', times: 1, make: () => [put('plugins/big.bin', randomBytes(200e6))] },
];

function touchAll(): readonly string[] {
  const now = new Date();
  for (const path of readdirSync(content, { recursive: true, encoding: 'utf8' }))
    if (statSync(join(content, path)).isFile()) utimesSync(join(content, path), now, now);
  return [];
}

function removeOne(turn: number): readonly string[] {
  rmSync(join(content, 'plugins/ballast/wp-includes/js', ['jquery', 'tinymce', 'codemirror'][turn] ?? ''), {
    recursive: true,
  });
  return [];
}

function manyFiles(): readonly string[] {
  mkdirSync(join(content, 'plugins/many'));
  for (let index = 0; index < 10_000; index++)
    put(`plugins/many/${index}.txt`, randomBytes(512).toString('hex'));
  return ['plugins/many'];
}

interface Row {
  readonly floor: Taken;
  readonly loop: Taken;
  readonly sync: Awaited<ReturnType<typeof sync>>;
}

async function measure({ times, make }: Change, place: Place): Promise<Row> {
  const rows: Row[] = [];
  for (let turn = 0; turn < times; turn++) rows.push(await turnOf(make(turn), place));
  const median = <T extends Taken>(of: (row: Row) => T): T =>
    rows.map(of).sort((a, b) => a.seconds - b.seconds)[times >> 1] as T;
  return {
    floor: median((row) => row.floor),
    loop: median((row) => row.loop),
    sync: median((row) => row.sync),
  };
}

async function turnOf(paths: readonly string[], place: Place): Promise<Row> {
  await settled();
  const least = await floor(place, paths);
  await settled();
  const plain = await loop(place);
  await settled();
  return { floor: least, loop: plain, sync: await sync() };
}

const amount = (bytes: number): string =>
  bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
const cell = ({ seconds, bytes }: Taken): string => `${seconds.toFixed(2)} s, ${amount(bytes)}`;
const ratio = (seconds: number, other: Taken): string => (seconds / other.seconds).toFixed(1);

const cluster = await openClusterWithSecrets(deadlineIn(3_600_000));
const observation = await observe({ ...cluster, timeoutMs: 60_000 });
const { hosts } = contentFleet(cluster.declaration, observation);
closeAll(observation);
const { command: ssh, close } = await openSshFiles(hosts, cluster.secrets);
const files = readdirSync(content, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
process.stdout.write(`${files.length} files, ${hosts.length} hosts; bytes to all of them together

| | sync: held | sync: live | rsync, one by one | tar, all at once | held / rsync | live / rsync | held / tar |
|---|--:|--:|--:|--:|--:|--:|--:|
`);
for (const change of CHANGES) {
  const { sync, loop, floor } = await measure(change, { content, hosts: hosts.map(({ name }) => name), ssh });
  const cells = [`${sync.held.toFixed(2)} s`, cell(sync), cell(loop), cell(floor)];
  const ratios = [ratio(sync.held, loop), ratio(sync.seconds, loop), ratio(sync.held, floor)];
  process.stdout.write(`| ${[change.title, ...cells, ...ratios].join(' | ')} |\n`);
}
close();
