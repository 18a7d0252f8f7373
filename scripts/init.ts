/** What `scripts/init` does; each part can be done again without harm. */

import { resolveNs } from 'node:dns/promises';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { checkToken } from '../actions/src/cloud/digitalocean/rights.ts';
import type { Declaration } from '../actions/src/declaration/declaration.ts';
import { loadDeclaration } from '../actions/src/declaration/load.ts';
import { formatProblem } from '../actions/src/declaration/problem.ts';
import { messageOf } from '../actions/src/run/progress.ts';
import { type Answers, answersIn, KEYS, QUESTIONS, withAnswers } from './lib/cluster-answers.ts';
import { githubSteps, hasSecret, isLoggedIn, run, shown } from './lib/github-steps.ts';
import { keepSecrets, type LocalSecrets } from './lib/local-secrets.ts';

const FILE = 'cluster/cluster.yml';
const HELP = `./scripts/init [${KEYS.map((key) => `--${key} VALUE`).join('] [')}]

Asks for what is not given; without a terminal keeps what stands there.
Environment: DIGITALOCEAN_TOKEN       the token that may write, for deployments
             DIGITALOCEAN_READ_TOKEN  the token that may only read, for plans
             CLUSTER_SECRET           the secret of a cluster that is there already`;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const options = Object.fromEntries(
    [...KEYS, 'help'].map((key) => [key, { type: key === 'help' ? 'boolean' : 'string' } as const]),
  );
  const { values } = parseArgs({ options });
  if (values.help) return print(HELP);
  const declaration = await declare(values);
  const loggedIn = isLoggedIn();
  if (loggedIn && hasSecret('CLUSTER_SECRET', 'production')) mustHaveSecret();
  const secrets = keepSecrets(process.cwd(), declaration);
  await tellToken(declaration.zone);
  await tellZone(declaration.zone);
  tellGitHub(secrets, loggedIn);
  if (secrets.isNew)
    print(`\nKeep ${secrets.clusterSecret} in your password store: every key and password comes of it.`);
}

/** Asks, writes, and takes back what is wrong. */
async function declare(given: Partial<Record<string, string | boolean>>): Promise<Declaration> {
  const before = readFileSync(FILE, 'utf8');
  const after = withAnswers(before, await ask(answersIn(before), given));
  if (after !== before) writeFileSync(FILE, after);
  const read = await loadDeclaration(process.cwd());
  if ('declaration' in read) {
    print(after === before ? `${FILE} stays as it is.` : `Wrote ${FILE}: look at it and commit it.`);
    return read.declaration;
  }
  writeFileSync(FILE, before);
  throw new Error(`${FILE} was left as it was:\n${read.problems.map(formatProblem).join('\n')}`);
}

async function ask(now: Answers, given: Partial<Record<string, string | boolean>>): Promise<Answers> {
  const answers: Record<string, string> = { ...now };
  const terminal = process.stdin.isTTY
    ? createInterface({ input: process.stdin, output: process.stdout })
    : undefined;
  for (const key of KEYS) {
    const value = given[key];
    if (typeof value === 'string') answers[key] = value;
    else answers[key] = (await terminal?.question(`${QUESTIONS[key]} [${now[key]}]: `))?.trim() || now[key];
  }
  terminal?.close();
  return { ...now, ...answers };
}

/** A second secret would lock the first cluster's hosts. */
function mustHaveSecret(): void {
  if (process.env.CLUSTER_SECRET) return;
  try {
    readFileSync('.secrets/cluster-secret');
  } catch {
    throw new Error(
      'This repository has a CLUSTER_SECRET already, and GitHub never shows it again. Set CLUSTER_SECRET from your ' +
        'password store and run this again; a new one would open none of the hosts there are.',
    );
  }
}

async function tellToken(zone: string): Promise<void> {
  const token = process.env.DIGITALOCEAN_TOKEN;
  if (!token)
    return print('DIGITALOCEAN_TOKEN is not set, so it was not checked. Set it and run this again.');
  const { rights, hasZone } = await checkToken({ token, endpoint: process.env.DIGITALOCEAN_API_URL }, zone);
  const missing = rights.filter(({ allowed }) => !allowed).map(({ scope }) => scope);
  print(
    missing.length === 0
      ? 'The token may make what a cluster needs.'
      : `The token lacks ${missing.join(', ')}: a deployment would fail. Make another one.`,
  );
  if (hasZone === undefined) return;
  print(
    hasZone
      ? `Zone ${zone} is in the account.`
      : `Zone ${zone} is not in the account: the first deployment makes it.`,
  );
}

async function tellZone(zone: string): Promise<void> {
  const servers = await resolveNs(zone).catch(() => []);
  const isServed = servers.some((server) => /^ns[123]\.digitalocean\.com$/.test(server));
  if (isServed) return print(`DigitalOcean serves ${zone}.`);
  print(
    `DigitalOcean does not serve ${zone} yet: at your registrar, set ns1, ns2 and ns3.digitalocean.com for it.`,
  );
}

function tellGitHub(secrets: LocalSecrets, loggedIn: boolean): void {
  const steps = githubSteps(secrets);
  if (!loggedIn) {
    print('\nAt GitHub, with gh logged in (or run this again then):\n');
    for (const step of steps) print(`  ${shown(step)}`);
    return;
  }
  for (const step of steps) {
    const failure = run(step);
    print(
      `${failure === undefined ? 'ok  ' : 'FAIL'}  ${shown(step)}${failure === undefined ? '' : `\n      ${failure}`}`,
    );
    if (failure !== undefined) process.exitCode = 1;
  }
}

main().catch((error) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
