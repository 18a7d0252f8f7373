import { parseArgs } from 'node:util';
import { attachCloud, startCloud } from './cloud.ts';
import { parseHosts } from './hosts-option.ts';
import { hostsOf } from './runtime/attach.ts';
import { cloudNames, cloudPaths } from './runtime/paths.ts';
import { presence } from './runtime/presence.ts';
import { stop } from './runtime/stop.ts';

const USAGE = `Usage: scripts/cloud VERB [--name NAME]
  up [OPTIONS]          starts a DigitalOcean of your own on this machine
  status                the clouds that are here, and their hosts
  run -- CMD...         runs CMD where the cloud can be reached, with the tokens it needs
  exec HOST -- CMD...   runs CMD as root on a host
  down [--purge]        ends it

  --name    several live side by side, each by its name; default: default
  --bare    hosts without the packages of the roles, as DigitalOcean's own images
  --hosts   container (the default), vm, or vm:NAME,NAME for some: with a kernel and a power switch
            of their own, in QEMU; 10 to 20 times slower where the machine has no KVM
  --purge   logs and the API's journal go too`;

interface Arguments {
  readonly name: string;
  readonly bare: boolean;
  readonly hosts: string;
  readonly purge: boolean;
  /** The arguments after the verb. */
  readonly words: readonly string[];
}

const print = (text: string) => process.stdout.write(`${text}\n`);

async function up({ name, bare, hosts }: Arguments): Promise<number> {
  const { environment, paths } = await startCloud({
    ...{ name, bare, vms: parseHosts(hosts), laterWordpress: true, log: print },
  });
  const cloud = (verb: string) => `scripts/cloud ${verb}${name === 'default' ? '' : ` --name ${name}`}`;
  print(`The local cloud "${name}" is up: a DigitalOcean account with nothing in it yet.
  API        ${environment.DIGITALOCEAN_API_URL}, from inside: ${cloud('run')} -- CMD...
  apply      ${cloud('run')} -- ./scripts/flotilla apply
  hosts      ${cloud('exec')} HOST -- CMD...
  requests   ${paths.apiLog}
  mail       ${paths.mail}
  logs       ${paths.logs}
  end        ${cloud('down')}`);
  return 0;
}

async function down({ name, purge }: Arguments): Promise<number> {
  const wasUp = await stop(cloudPaths(name), { purge });
  print(`The local cloud "${name}" is ${wasUp ? '' : 'already '}down`);
  return 0;
}

/** Exits with 0 if the cloud is up and with 3 if not, like init scripts. */
async function status({ name }: Arguments): Promise<number> {
  for (const each of await cloudNames()) await describe(each);
  const isUp = presence(cloudPaths(name)) !== undefined;
  if (!isUp) print(`The local cloud "${name}" is down`);
  return isUp ? 0 : 3;
}

async function describe(name: string): Promise<void> {
  const paths = cloudPaths(name);
  const pid = presence(paths);
  if (pid === undefined) return;
  print(`${name} is up (process ${pid})`);
  for (const { name, region, status, ipv4, ipv6 } of await hostsOf(paths))
    print(`  ${name.padEnd(16)} ${region.padEnd(6)} ${status.padEnd(8)} ${ipv4.padEnd(16)} ${ipv6}`);
}

async function run({ name, words }: Arguments): Promise<number> {
  if (words.length === 0) throw new Error('The command is missing. Usage: scripts/cloud run -- CMD...');
  return (await (await attachCloud(name)).run(words, { stdio: 'inherit' })).code;
}

async function exec({ name, words: [host, ...command] }: Arguments): Promise<number> {
  if (host === undefined || command.length === 0)
    throw new Error('The host or the command is missing. Usage: scripts/cloud exec HOST -- CMD...');
  return (await (await attachCloud(name)).exec(host, command, { stdio: 'inherit' })).code;
}

const VERBS: Record<string, (given: Arguments) => Promise<number>> = { up, down, status, run, exec };

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      name: { type: 'string', default: process.env.LOCAL_CLOUD ?? 'default' },
      bare: { type: 'boolean', default: false },
      purge: { type: 'boolean', default: false },
      hosts: { type: 'string', default: 'container' },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [name = '', ...words] = positionals;
  const verb = VERBS[name];
  if (verb) return verb({ ...values, words });
  print(USAGE);
  return values.help ? 0 : 2;
}

// The reader, e.g. `head`, may close the pipe early.
process.stdout.on('error', () => process.exit());
process.exitCode = await main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  return 1;
});
