/**
 * The first ten minutes: starts a local cloud, pushes `cluster/` to a local GitHub, and its workflow deploys there. Then shows
 * that the site works, that a second apply changes nothing, and a URL for the browser until Ctrl-C.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { loadDeclaration } from '../actions/src/declaration/load.ts';
import { type LocalCloud, startCloud } from '../test/cloud/cloud.ts';
import { parseHosts } from '../test/cloud/hosts-option.ts';
import { planOnly } from '../test/cloud/plan-only.ts';
import { openSite } from '../test/cloud/site/site.ts';
import { deployByPush } from './lib/deployment.ts';

const { values } = parseArgs({
  options: {
    once: { type: 'boolean' },
    'plan-only': { type: 'boolean' },
    name: { type: 'string', default: 'demo' },
    hosts: { type: 'string', default: 'container' },
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
  announce('A push to GitHub, and the deployment it starts');
  await deployByPush(cloud, print);
  await step(cloud, 'The proof', ['node', '--import', 'tsx', 'scripts/proof.ts']);
  await step(cloud, 'The second apply', ['node', APPLY]);
  if (!values.once) await browse(cloud);
}

function announce(title: string): void {
  print(`\n── ${title} ${'─'.repeat(Math.max(0, 72 - title.length))}\n`);
}

async function step(cloud: LocalCloud, title: string, command: readonly string[]): Promise<void> {
  announce(title);
  const { code } = await cloud.run(command, { stdio: 'inherit' });
  if (code !== 0) throw new Error(`${title} failed: the lines above say why.`);
}

/** Until Ctrl-C. */
async function browse(cloud: LocalCloud): Promise<void> {
  const read = await loadDeclaration(process.cwd());
  if (!('declaration' in read))
    throw new Error('The declaration was changed during the demo, and now has a mistake.');
  const site = await openSite({ cloud, domain: read.declaration.domain });
  print(
    `\nOpen ${site.url} in your browser. Its mail lands in ${cloud.paths.mail}. Ctrl-C stops the demo and removes everything.`,
  );
  await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  print('\nRemoving hosts, network and mounts.');
  await site.close();
}
