import { resolveNs } from 'node:dns/promises';
import { command } from '../../../actions/src/commands/command.ts';
import { flag, type Input, secret, text } from '../../../actions/src/commands/inputs.ts';
import { requirePrograms } from '../../../actions/src/commands/programs.ts';
import { deriveSecrets } from '../../../actions/src/secrets/secrets.ts';
import { BY_HAND } from './by-hand.ts';
import { type Answers, KEYS, QUESTIONS } from './cluster-answers.ts';
import { decideSecret, fitsCluster } from './cluster-secret.ts';
import { declare } from './declare.ts';
import { NoGitHub } from './gh.ts';
import { CLUSTER_SECRET, keepSecrets, localSecret } from './local-secrets.ts';
import { notesOn, type Repository, readRepository } from './repository.ts';
import { setUpGitHub, type Wanted } from './set-up.ts';
import { hasStored, type Stored, storedId, storedSecrets } from './stored.ts';
import { checkTokens } from './tokens.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const INPUTS = {
  ...(Object.fromEntries(KEYS.map((key) => [key, text(`${QUESTIONS[key]}.`)])) as Record<
    keyof Answers,
    Input<string>
  >),
  'new-cluster-secret': flag('Creates a secret although GitHub cannot be asked whether it has one.'),
  'replace-cluster-secret': flag(
    'Replaces the secret that GitHub has. Hosts created with it no longer open.',
  ),
  'repository-secrets': flag(
    'Stores secrets for all branches, if GitHub offers no environments (private repository, plan Free).',
  ),
  'digitalocean-token': secret('The token that can write, for deployments.'),
  'digitalocean-read-token': secret('The token that can only read, for plans.'),
  'cluster-secret': secret('The secret of a cluster that already exists.'),
  'mail-password': secret('The password of the mail relay that cluster.yml declares.'),
};

export const init = command({
  summary:
    'Makes this repository yours: edits cluster/cluster.yml, creates the secrets, checks tokens and zone, and sets up GitHub. Asks for each flag that is missing; without a terminal, keeps the current value. Safe to repeat.',
  inputs: INPUTS,
  exits: '0: everything is set up. 1: something is missing; the output says what. 2: an unknown flag.',
  async run(given) {
    requirePrograms('git');
    const github = readGitHub();
    const declaration = await declare(given, print);
    const { tokens, hasZone } = await checkTokens(declaration.zone);
    const mayReplace = given['replace-cluster-secret'];
    const decision = decideSecret({
      local: localSecret(process.cwd()),
      stored: github instanceof NoGitHub ? github : hasStored(github.stored, 'CLUSTER_SECRET'),
      storedId: github instanceof NoGitHub ? undefined : storedId(),
      mayCreate: given['new-cluster-secret'],
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
    reportTokens(wanted);
    await reportZone(declaration.zone, hasZone);
    finish(github, wanted, given['repository-secrets']);
    if (decision.isNew)
      print(`\nKeep ${CLUSTER_SECRET} in your password store: every key and password is derived from it.`);
  },
});

type GitHub = { readonly repository: Repository; readonly stored: Stored };

/** Comes first, because init asks and writes nothing until it knows what GitHub has. */
function readGitHub(): GitHub | NoGitHub {
  const repository = readRepository();
  if (repository instanceof NoGitHub) return repository;
  print(`GitHub: ${repository.name}`);
  for (const note of notesOn(repository)) print(note);
  return { repository, stored: storedSecrets() };
}

function reportTokens({ tokens }: Wanted): void {
  for (const variable of ['DIGITALOCEAN_TOKEN', 'DIGITALOCEAN_READ_TOKEN'] as const) {
    const token = tokens.find((one) => one.variable === variable);
    if (!token) print(`${variable} is not set, so it was not checked.`);
    else if (token.fault === undefined)
      print(`${variable} has the scopes that it needs, and no more than it should.`);
    else print(`${variable} ${token.fault}`);
    if (token?.fault !== undefined) process.exitCode = 1;
  }
}

async function reportZone(zone: string, hasZone: boolean | undefined): Promise<void> {
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
