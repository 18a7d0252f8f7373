/**
 * The first ten minutes: a local cloud, the committed `cluster/` applied to it by the bundle that the GitHub action
 * runs, the proof, a second apply that changes nothing, and a URL for the browser until Ctrl-C.
 */
import { parseArgs } from 'node:util';
import { loadDeclaration } from '../actions/src/declaration/load.ts';
import { type LocalCloud, startCloud } from '../test/cloud/cloud.ts';
import { openSite } from '../test/cloud/site/site.ts';

const { values } = parseArgs({
  options: { once: { type: 'boolean' }, name: { type: 'string', default: 'demo' } },
});

const print = (line: string) => process.stdout.write(`${line}\n`);

print('Flotilla demo: a real cluster on this machine. Nothing leaves it.\n');
const cloud = await startCloud({ name: values.name, attached: true, log: print });
try {
  await show(cloud);
} catch (error) {
  print(`\n${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  await cloud.stop();
}

async function show(cloud: LocalCloud): Promise<void> {
  await step(cloud, 'The first apply', ['node', 'actions/dist/apply.cjs']);
  await step(cloud, 'The proof', ['npx', 'tsx', 'scripts/proof.ts']);
  await step(cloud, 'The second apply', ['node', 'actions/dist/apply.cjs']);
  if (!values.once) await browse(cloud);
}

async function step(cloud: LocalCloud, title: string, command: readonly string[]): Promise<void> {
  print(`\n── ${title} ${'─'.repeat(Math.max(0, 60 - title.length))}`);
  const { code } = await cloud.run(command, { stdio: 'inherit' });
  if (code !== 0) throw new Error(`${title} failed: what is above says why.`);
}

/** Until Ctrl-C. */
async function browse(cloud: LocalCloud): Promise<void> {
  const read = await loadDeclaration(process.cwd());
  if (!('declaration' in read)) return;
  const site = await openSite({ cloud, domain: read.declaration.domain });
  print(`\nOpen ${site.url} in your browser. Ctrl-C ends everything.`);
  await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  await site.close();
}
