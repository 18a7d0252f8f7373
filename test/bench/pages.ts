/**
 * `npm run bench:pages`: what nginx spends on the cached front page, next to a file of the same size, plain and compressed, in
 * one run. It counts nginx's own processor time, so neither the client nor another program on the machine changes the ratio.
 * `LOCAL_CLOUD=<name>` uses a cloud that is up and applied.
 */
import { attachCloud, type LocalCloud, startCloud } from '../cloud/cloud.ts';
import { addressesOf } from '../e2e/api.ts';

const HOST = 'host-01';
const DOMAIN = 'test.example.com';
const ROUNDS = 5;
const REQUESTS = 1_500;
const FOLDER = '/srv/www/content/current/core';
/** The page as each visitor gets it, and a file of that size. A compressed page is stored compressed, so the file is sent as it is. */
const WAYS = [
  { title: 'plain', encoding: 'identity', file: 'bench-plain.bin' },
  { title: 'gzip', encoding: 'gzip', file: 'bench-gzip.bin' },
];

const kept = process.env.LOCAL_CLOUD;
const cloud = kept ? await attachCloud(kept) : await startCloud({ name: 'bench-pages', attached: true });

async function measure(): Promise<void> {
  const { ipv4 = '' } = (await addressesOf(cloud))[HOST] ?? {};
  console.log('| | bytes | page, µs | file, µs | file / page |\n|---|--:|--:|--:|--:|');
  for (const { title, encoding, file } of WAYS) {
    const bytes = Number(await ask(ipv4, '/', encoding, 1));
    await onHost(`head -c ${bytes} /dev/urandom >${FOLDER}/${file}`);
    const rounds: { page: number; file: number }[] = [];
    for (let round = 0; round < ROUNDS; round++)
      rounds.push({ page: await cost(ipv4, '/', encoding), file: await cost(ipv4, `/${file}`, encoding) });
    const [page, same, share] = [
      median(rounds.map((round) => round.page)),
      median(rounds.map((round) => round.file)),
      median(rounds.map((round) => round.file / round.page)),
    ];
    console.log(`| ${title} | ${bytes} | ${page.toFixed(1)} | ${same.toFixed(1)} | ${share.toFixed(2)} |`);
  }
}

/** Microseconds of nginx's processor time for a request. */
async function cost(address: string, path: string, encoding: string): Promise<number> {
  await ask(address, path, encoding, 50);
  const before = await spent();
  await ask(address, path, encoding, REQUESTS);
  return ((await spent()) - before) / 1_000 / REQUESTS;
}

/** Nanoseconds that nginx's workers have been on a processor. */
async function spent(): Promise<number> {
  const workers = 'for worker in $(pgrep -P $(cat /run/nginx.pid)); do cat /proc/$worker/schedstat; done';
  return Number(await onHost(`${workers} | awk '{ sum += $1 } END { printf "%d", sum }'`));
}

/** Asks that often over kept connections; gives the bytes of one answer's body. */
const ask = (address: string, path: string, encoding: string, count: number): Promise<string> =>
  run([
    'node',
    '--import',
    'tsx',
    'test/bench/pages-client.ts',
    address,
    DOMAIN,
    path,
    encoding,
    String(count),
  ]);

const onHost = async (line: string): Promise<string> => succeeded(await cloud.exec(HOST, ['sh', '-c', line]));

async function run(command: readonly string[]): Promise<string> {
  return succeeded(await cloud.run(command));
}

function succeeded({ code, stdout, stderr }: Awaited<ReturnType<LocalCloud['run']>>): string {
  if (code !== 0) throw new Error(`It ended with ${code}.\n${stdout}${stderr}`);
  return stdout.trim();
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

try {
  if (!kept) await run(['node', 'actions/dist/apply.cjs']);
  await measure();
} finally {
  await onHost(`rm -f ${WAYS.map(({ file }) => `${FOLDER}/${file}`).join(' ')}`);
  if (!kept) await cloud.stop();
}
