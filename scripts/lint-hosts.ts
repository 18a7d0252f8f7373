/**
 * Lints what runs on hosts, each file as what it is: every role's files as rendered for the committed cluster, the PHP of
 * wp-content and the shell scripts of this repository. Skips a linter that is not installed, unless `--all` is given.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { allHosts, type Declaration, type Mail } from '../actions/src/declaration/declaration.ts';
import { loadDeclaration } from '../actions/src/declaration/load.ts';
import type { RoleDesired } from '../actions/src/hosts/model/role.ts';
import { distributionByOs } from '../actions/src/hosts/roles/distribution.ts';
import { desiredRoles } from '../actions/src/hosts/roles/index.ts';
import { fill } from '../actions/src/lib/template.ts';

const RELAY: Mail = {
  host: 'smtp.example.com',
  port: 587,
  user: 'u',
  from: 'a@b.c',
  generation: 1,
  records: [],
};
const SHELLCHECK = ['shellcheck', '--external-sources', '--source-path=.:SCRIPTDIR', '--exclude=SC2016'];
/** Programs and units that only a host has. */
const ONLY_ON_HOSTS = /is not executable: No such file|Unit \S+ not found/;

const isPhp = (path: string): boolean => path.endsWith('.php');
const isShell = (path: string): boolean =>
  path.endsWith('.sh') || readFileSync(path, 'utf8').startsWith('#!/bin/');

const root = mkdtempSync(join(tmpdir(), 'flotilla-lint-'));
const os = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
const hosts = await renderedHosts();
const rendered = distinct(
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name)),
);
const committed = output(['git', 'ls-files', 'scripts', 'test', 'wp-content']).trim().split('\n');

const findings = [
  ...lint('php', 'php-cli', () => [...rendered, ...committed].filter(isPhp).flatMap((path) => php(path))),
  ...lint('shellcheck', 'shellcheck', shell),
  ...lint('systemd-analyze', 'systemd', () => hosts.flatMap(units)),
  ...lint('nginx', 'nginx libnginx-mod-http-brotli-filter', () => hosts.flatMap(nginx)),
];
rmSync(root, { recursive: true });
for (const finding of findings) console.error(finding);
if (findings.length > 0) process.exitCode = 1;

function lint(program: string, packages: string, find: () => readonly string[]): readonly string[] {
  if (spawnSync('which', [program]).status === 0) return find();
  const missing = `${program} is not installed (apt-get install ${packages})`;
  if (process.argv.includes('--all')) return [missing];
  console.log(`Skipped: ${missing}`);
  return [];
}

function php(path: string): readonly string[] {
  const said = output(['php', '-l', path]).trim();
  return said.startsWith('No syntax errors') ? [] : [said];
}

/** The libraries of the scripts are checked in each script that sources them. */
function shell(): readonly string[] {
  const scripts = committed.filter((path) => !path.startsWith('scripts/lib/') && isShell(path));
  const said = [
    output([...SHELLCHECK, ...rendered.filter(isShell)]),
    output([...SHELLCHECK, '--check-sourced', ...scripts]),
  ];
  return said.filter((text) => text !== '');
}

/** systemd reads a drop-in only together with its unit, so a placeholder replaces a unit of a Debian package. */
function units(host: string): readonly string[] {
  const folder = join(host, 'etc/systemd/system');
  for (const name of readdirSync(folder)) {
    const unit = join(folder, name.replace(/\.d$/, ''));
    if (!existsSync(unit)) writeFileSync(unit, '[Service]\nExecStart=/bin/true\n');
  }
  const files = readdirSync(folder).filter((name) => !name.endsWith('.d'));
  const said = output(['systemd-analyze', 'verify', '--man=no', ...files.map((name) => join(folder, name))], {
    SYSTEMD_UNIT_PATH: `${folder}:`,
  });
  return said.split('\n').filter((line) => line !== '' && !ONLY_ON_HOSTS.test(line));
}

/** Both nginxes of a web host, in a folder of their own. nginx of another release may not know a directive. */
function nginx(host: string): readonly string[] {
  const folder = join(host, 'etc/nginx');
  if (!existsSync(folder) || distributionByOs(os) === undefined) return [];
  for (const path of ['var/cache/nginx', 'var/log/nginx', 'run/flotilla-uploads', 'etc/flotilla/tls'])
    mkdirSync(join(host, path), { recursive: true });
  cpSync('/etc/nginx/fastcgi_params', join(folder, 'fastcgi_params'));
  cpSync('/etc/nginx/modules-enabled', join(folder, 'modules-enabled'), {
    recursive: true,
    dereference: true,
  });
  const tls = join(host, 'etc/flotilla/tls');
  output([
    ...['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=lint'],
    ...['-keyout', join(tls, 'privkey.pem'), '-out', join(tls, 'fullchain.pem')],
  ]);
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.conf'),
  )) {
    const text = readFileSync(join(folder, path), 'utf8');
    writeFileSync(join(folder, path), text.replaceAll(/(?<=[\s:])\/(?=(etc|var|run)\/)/g, `${host}/`));
  }
  return ['nginx.conf', 'flotilla/uploads.conf'].flatMap((name) => {
    const said = output(['nginx', '-t', '-q', '-e', 'stderr', '-c', join(folder, name)]);
    return said.split('\n').filter((line) => /\[(emerg|alert|crit|error|warn)\]/.test(line));
  });
}

/** The folder of each host that was rendered: one of each kind, and a web host with a mail relay. */
async function renderedHosts(): Promise<readonly string[]> {
  const reading = await loadDeclaration('.');
  if ('problems' in reading) throw new Error('cluster/ has mistakes. Fix those that the plan reports first.');
  const { declaration } = reading;
  const web = declaration.web[0]?.name ?? '';
  return [
    render(declaration, declaration.primary.name, join(root, 'primary')),
    render(declaration, web, join(root, 'web')),
    render({ ...declaration, mail: RELAY }, web, join(root, 'relay')),
  ];
}

function render(declaration: Declaration, name: string, folder: string): string {
  for (const role of rolesFor(declaration, name)) {
    const commands = [...role.prepare, ...role.commands].flatMap(({ name: of, check, run }) => [
      [`commands/${role.role}/${of}/check.sh`, `#!/bin/sh\n${check}`],
      [`commands/${role.role}/${of}/run.sh`, `#!/bin/sh\n${run}`],
    ]);
    const files = role.files.map(({ path, content }) => [path, content]);
    for (const [path = '', text = ''] of [...files, ...commands]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(
        join(folder, path),
        fill(text, () => '10.8.0.9'),
      );
    }
  }
  return folder;
}

function rolesFor(declaration: Declaration, name: string): readonly RoleDesired[] {
  const host = allHosts(declaration).find((one) => one.name === name);
  if (!host) throw new Error(`cluster/ declares no host ${name}`);
  const accepted = { keys: [declaration.generation], passwords: {} };
  const known = { facts: { [name]: { os } as never }, away: new Set<string>(), accepted };
  return desiredRoles({ declaration, host, ...known, memoryOf: () => 1024, addressOf: () => '203.0.113.9' });
}

/** Hosts have most files in common. */
function distinct(paths: readonly string[]): readonly string[] {
  return [...new Map(paths.map((path) => [readFileSync(path, 'utf8'), path])).values()];
}

function output(
  [program = '', ...args]: readonly string[],
  environment: Record<string, string> = {},
): string {
  const { stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  return `${stdout}${stderr}`;
}
