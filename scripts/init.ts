/** What `scripts/init` does; each part can be done again without harm. */

import { resolveNs } from 'node:dns/promises';
import { parseArgs } from 'node:util';
import { requirePrograms } from '../actions/src/commands/programs.ts';
import { messageOf } from '../actions/src/lib/failure.ts';
import { deriveSecrets } from '../actions/src/secrets/secrets.ts';
import { BY_HAND } from './lib/init/by-hand.ts';
import { KEYS } from './lib/init/cluster-answers.ts';
import { decideSecret, fitsCluster } from './lib/init/cluster-secret.ts';
import { declare } from './lib/init/declare.ts';
import { NoGitHub } from './lib/init/gh.ts';
import { CLUSTER_SECRET, keepSecrets, localSecret } from './lib/init/local-secrets.ts';
import { lookAtRepository, notesOn, type Repository } from './lib/init/repository.ts';
import { setUpGitHub, type Wanted } from './lib/init/set-up.ts';
import { hasStored, type Stored, storedId, storedSecrets } from './lib/init/stored.ts';
import { checkTokens } from './lib/init/tokens.ts';

const WORDS = ['new-cluster-secret', 'replace-cluster-secret', 'repository-secrets', 'help'] as const;
const HELP = `./scripts/init [${KEYS.map((key) => `--${key} VALUE`).join('] [')}]

Asks for what is not given; without a terminal keeps the values in cluster/cluster.yml.
  --new-cluster-secret      creates a secret although GitHub cannot be asked whether there is one
  --replace-cluster-secret  replaces the secret that GitHub has: hosts made with it no longer open
  --repository-secrets      stores secrets for all branches, where GitHub has no environments (private, plan Free)
Environment: DIGITALOCEAN_TOKEN       the token that may write, for deployments
             DIGITALOCEAN_READ_TOKEN  the token that may only read, for plans
             CLUSTER_SECRET           the secret of a cluster that exists already
             MAIL_PASSWORD            the password of the mail relay that cluster.yml declares`;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const values = options();
  if (values.help) return print(HELP);
  requirePrograms('git');
  const github = lookAtGitHub();
  const declaration = await declare(values, print);
  const { tokens, hasZone } = await checkTokens(declaration.zone);
  const mayReplace = values['replace-cluster-secret'] === true;
  const decision = decideSecret({
    local: localSecret(process.cwd()),
    stored: github instanceof NoGitHub ? github : hasStored(github.stored, 'CLUSTER_SECRET'),
    storedId: github instanceof NoGitHub ? undefined : storedId(),
    mayCreate: values['new-cluster-secret'] === true,
    mayReplace,
  });
  const isProven = await fitsCluster(tokens, declaration, decision.secret);
  const { privateKey: planKey } = deriveSecrets(decision.secret, declaration).planKey;
  keepSecrets(process.cwd(), decision.secret, planKey);
  const wanted = {
    ...decision,
    planKey,
    mayReplace,
    tokens,
    mayStore: decision.mayStore || isProven,
    relay: declaration.mail?.host,
    mailPassword: process.env.MAIL_PASSWORD?.trim(),
  };
  tellTokens(wanted);
  await tellZone(declaration.zone, hasZone);
  finish(github, wanted, values['repository-secrets'] === true);
  if (decision.isNew)
    print(`\nKeep ${CLUSTER_SECRET} in your password store: every key and password is derived from it.`);
}

/** A mistyped option ends it here, with its name. */
function options(): Partial<Record<string, string | boolean>> {
  const options = Object.fromEntries([
    ...KEYS.map((key) => [key, { type: 'string' as 'string' | 'boolean' }] as const),
    ...WORDS.map((word) => [word, { type: 'boolean' as 'string' | 'boolean' }] as const),
  ]);
  return parseArgs({ options }).values as Partial<Record<string, string | boolean>>;
}

type GitHub = { readonly repository: Repository; readonly stored: Stored };

/** First of all: nothing is asked or written while it cannot be told what GitHub has. */
function lookAtGitHub(): GitHub | NoGitHub {
  const repository = lookAtRepository();
  if (repository instanceof NoGitHub) return repository;
  print(`GitHub: ${repository.name}`);
  for (const note of notesOn(repository)) print(note);
  return { repository, stored: storedSecrets() };
}

function tellTokens({ tokens }: Wanted): void {
  for (const variable of ['DIGITALOCEAN_TOKEN', 'DIGITALOCEAN_READ_TOKEN'] as const) {
    const token = tokens.find((one) => one.variable === variable);
    if (!token) print(`${variable} is not set, so it was not checked.`);
    else if (token.fault === undefined)
      print(`${variable} has the scopes that it needs, and no more than it should.`);
    else print(`${variable} ${token.fault}`);
    if (token?.fault !== undefined) process.exitCode = 1;
  }
}

async function tellZone(zone: string, hasZone: boolean | undefined): Promise<void> {
  if (hasZone !== undefined)
    print(
      `Zone ${zone} is ${hasZone ? '' : 'not '}in the account${hasZone ? '.' : ': the first deployment adds it.'}`,
    );
  const servers = await resolveNs(zone).catch(() => []);
  const isServed = servers.some((server) => /^ns[123]\.digitalocean\.com$/.test(server));
  if (isServed) return print(`DigitalOcean serves ${zone}.`);
  print(
    `DigitalOcean does not serve ${zone} yet: at your registrar, set ns1, ns2 and ns3.digitalocean.com for it.`,
  );
}

function finish(github: GitHub | NoGitHub, wanted: Wanted, isShared: boolean): void {
  print('');
  if (!(github instanceof NoGitHub)) {
    if (!setUpGitHub({ ...github, isShared }, wanted, print)) process.exitCode = 1;
    return;
  }
  print(`GitHub is not set up yet: ${github.message}. Then run this again: it checks first what GitHub has.`);
  print('Or, for a repository that has no secrets yet, run these commands where gh is logged in:\n');
  for (const command of BY_HAND) print(`  ${command}`);
}

main().catch((error) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
