/**
 * The first ten minutes: starts a local cloud, pushes `cluster/` to a local GitHub, and its workflow deploys there. Then shows
 * that the site works, that a second apply changes nothing, and a URL for the browser until Ctrl-C.
 */
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Declaration, isClustered } from '../actions/src/declaration/declaration.ts';
import { type LocalCloud, startCloud } from '../test/cloud/cloud.ts';
import { parseHosts } from '../test/cloud/hosts-option.ts';
import { planOnly } from '../test/cloud/plan-only.ts';
import { openSite } from '../test/cloud/site/site.ts';
import { declarationOf, declared } from './lib/demo-declaration.ts';
import { deployByPush } from './lib/deployment.ts';
import { showFailover } from './lib/failover.ts';

const { values } = parseArgs({
  options: {
    once: { type: 'boolean' },
    'plan-only': { type: 'boolean' },
    name: { type: 'string', default: 'demo' },
    hosts: { type: 'string', default: 'container' },
    topology: { type: 'string' },
  },
});
const print = (line: string) => process.stdout.write(`${line}\n`);
const PLAN = 'actions/dist/plan.cjs';
const APPLY = 'actions/dist/apply.cjs';

build();
if (values['plan-only']) process.exitCode = await planOnly(['node', PLAN]);
else await demo();

/** The demo runs the current sources, even after a change. */
function build(): void {
  const { status } = spawnSync('node', ['--import', 'tsx', 'scripts/build.ts'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('Cannot build the actions: the lines above say why.');
}

async function demo(): Promise<void> {
  print('A real cluster on this machine; nothing of it leaves the machine.\n');
  const cloud = await startCloud({
    ...{ name: values.name, vms: parseHosts(values.hosts), attached: true, log: print },
  });
  try {
    await show(cloud);
  } catch (error) {
    print(`\n${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  } finally {
    await cloud.stop();
  }
}

async function show(cloud: LocalCloud): Promise<void> {
  const directory = await declarationOf(values.topology);
  try {
    announce('A push to GitHub, and the deployment it starts');
    await deployByPush(cloud, directory, print);
    await step(cloud, 'The proof', ['node', '--import', 'tsx', 'scripts/proof.ts'], directory);
    await step(cloud, 'The second apply', ['node', APPLY], directory);
    const declaration = await declared(directory);
    if (isClustered(declaration)) await failover(cloud, declaration);
    if (!values.once) await browse(cloud, directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function failover(cloud: LocalCloud, { primary, web }: Declaration): Promise<void> {
  announce('The primary loses its power');
  await showFailover({ cloud, primary: primary.name, web: web.map(({ name }) => name) }, print);
}

function announce(title: string): void {
  print(`\n── ${title} ${'─'.repeat(Math.max(0, 72 - title.length))}\n`);
}

async function step(
  cloud: LocalCloud,
  title: string,
  command: readonly string[],
  directory: string,
): Promise<void> {
  announce(title);
  const { code } = await cloud.run(command, { stdio: 'inherit', env: { INPUT_DIRECTORY: directory } });
  if (code !== 0) throw new Error(`${title} failed: the lines above say why.`);
}

/** Until Ctrl-C. */
async function browse(cloud: LocalCloud, directory: string): Promise<void> {
  const { domain } = await declared(directory);
  const site = await openSite({ cloud, domain });
  print(
    `\nOpen ${site.url} in your browser. Its mail lands in ${cloud.paths.mail}. Ctrl-C stops the demo and removes everything.`,
  );
  await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  print('\nRemoving hosts, network and mounts.');
  await site.close();
}
