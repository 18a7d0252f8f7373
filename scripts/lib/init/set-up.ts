import type { Secret } from '../../../actions/src/secrets/secret.ts';
import { ENVIRONMENTS, type EnvironmentName, limitEnvironment, NoEnvironments } from './environments.ts';
import { api } from './gh.ts';
import type { Repository } from './repository.ts';
import { type Place, type Stored, secretId, store, storeId } from './stored.ts';
import type { Token } from './tokens.ts';

/** What to store at GitHub. */
export interface Wanted {
  readonly secret: Secret;
  readonly planKey: Secret;
  /** Whether the secret is known to be the cluster's. If not, GitHub keeps what it has. */
  readonly mayStore: boolean;
  readonly mayReplace: boolean;
  readonly tokens: readonly Token[];
  /** The mail relay that cluster.yml declares, and its password. */
  readonly relay?: string;
  readonly mailPassword?: string;
}

type Print = (line: string) => void;

/** Sets up the repository and reports each step. Returns whether all of them succeeded. A second run changes nothing. */
export function setUpGitHub(
  { repository, stored, isShared }: { repository: Repository; stored: Stored; isShared: boolean },
  wanted: Wanted,
  print: Print,
): boolean {
  const report = reporter(print);
  const open = isShared ? (['repository'] as const) : limited(repository, report, print);
  if (open === undefined) return false;
  const { status, why } = api('PUT', 'repos/{owner}/{repo}/actions/permissions/workflow', {
    can_approve_pull_request_reviews: true,
  });
  if (status === 200) report('ok', 'workflows may open pull requests');
  else print(`note  ${NO_PULL_REQUESTS} (${why || 'gh gave no answer'})`);
  for (const place of open) {
    for (const item of derivedFor(place, wanted)) putDerived(item, stored, wanted, report);
    putToken(place, stored, wanted.tokens, report);
    if (wanted.relay !== undefined && TAKES_MAIL_PASSWORD.includes(place))
      putMailPassword(place, stored, wanted, report);
  }
  return report.succeeded() && open.length > 0;
}

const NO_PULL_REQUESTS =
  'Workflows may not open pull requests, so add-region can only commit. In an organisation, an owner allows it under Settings > Actions > General';

type Report = ((state: 'ok' | 'kept' | 'FAIL', what: string, why?: string) => void) & {
  succeeded: () => boolean;
};

function reporter(print: Print): Report {
  let failures = 0;
  const report = (state: string, what: string, why?: string) => {
    if (state === 'FAIL') failures += 1;
    print(`${state.padEnd(4)}  ${what}${why === undefined ? '' : `\n      ${why}`}`);
  };
  return Object.assign(report, { succeeded: () => failures === 0 });
}

/** Limits the environments to the default branch; undefined if GitHub offers none for this repository. */
function limited(
  { defaultBranch, isPrivate, name }: Repository,
  report: Report,
  print: Print,
): EnvironmentName[] | undefined {
  const done: EnvironmentName[] = [];
  for (const environment of ENVIRONMENTS) {
    try {
      limitEnvironment(environment, defaultBranch);
      report('ok', `environment ${environment}: ${defaultBranch} only`);
      done.push(environment);
    } catch (error) {
      if (error instanceof NoEnvironments && isPrivate) {
        print(freePlan(name, error.message));
        return undefined;
      }
      report('FAIL', `environment ${environment}`, (error as Error).message);
    }
  }
  return done;
}

const freePlan = (name: string, why: string): string => `
GitHub offers no environments for ${name}: it is private and on the plan Free ("${why}").
No secret was stored. Choose one of these, then run this again:
- GitHub Pro or Team, or a public repository: secrets are then limited to the default branch, as on other plans.
- ./scripts/init --repository-secrets stores them for the whole repository. This is weaker: anyone who can push a branch can
  read every secret with a workflow of their own, and plans hold the token that may write. Give write access only to people
  who may also have the cluster's root password.`;

interface Item {
  readonly name: string;
  readonly place: Place;
  readonly value: Secret;
}

const variableFor = (place: Place): Token['variable'] =>
  place === 'plan' ? 'DIGITALOCEAN_READ_TOKEN' : 'DIGITALOCEAN_TOKEN';

function derivedFor(place: Place, { secret, planKey }: Wanted): Item[] {
  return [
    ...(place === 'plan' ? [] : [{ name: 'CLUSTER_SECRET', place, value: secret }]),
    ...(place === 'plan' || place === 'repository' ? [{ name: 'PLAN_SSH_KEY', place, value: planKey }] : []),
  ];
}

const label = (name: string, place: Place): string => `secret ${name} in ${place}`;

/** Never replaces a stored CLUSTER_SECRET without the flag. */
function putDerived({ name, place, value }: Item, stored: Stored, wanted: Wanted, report: Report): void {
  const what = label(name, place);
  const isStored = stored.get(place)?.has(name) ?? false;
  const isRoot = name === 'CLUSTER_SECRET';
  const stays = isStored && !wanted.mayReplace && (isRoot || !wanted.mayStore);
  if (!stays && !wanted.mayStore) {
    report('FAIL', what, UNKNOWN);
    return;
  }
  const failure = stays ? undefined : store(name, place, value.reveal().trimEnd());
  // Stored next to the secret, so the next run knows which one GitHub has.
  const unnamed = isRoot && wanted.mayStore && failure === undefined ? storeId(secretId(value)) : undefined;
  if (stays && unnamed === undefined) report('kept', what);
  else reportStored(what, failure ?? unnamed, report);
}

const UNKNOWN =
  'GitHub never shows the CLUSTER_SECRET that it has, so it is not known whether yours is the same. If you are sure that ' +
  "yours is the cluster's, run this with --replace-cluster-secret.";

function putToken(place: Place, stored: Stored, tokens: readonly Token[], report: Report): void {
  const [name, variable] = ['DIGITALOCEAN_TOKEN', variableFor(place)];
  const token = tokens.find((one) => one.variable === variable);
  const what = label(name, place);
  if (token?.fault !== undefined) report('FAIL', what, `Not stored: ${variable} ${token.fault}`);
  else if (token) reportStored(what, store(name, place, token.value), report);
  else if (stored.get(place)?.has(name)) report('kept', what);
  else report('FAIL', what, `${variable} is not set. Export it and run this again.`);
}

/** Only `deploy` sends it to the hosts. */
const TAKES_MAIL_PASSWORD: readonly Place[] = ['production', 'repository'];

function putMailPassword(
  place: Place,
  stored: Stored,
  { relay, mailPassword }: Wanted,
  report: Report,
): void {
  const name = 'MAIL_PASSWORD';
  const what = label(name, place);
  if (mailPassword) reportStored(what, store(name, place, mailPassword), report);
  else if (stored.get(place)?.has(name)) report('kept', what);
  else
    report(
      'FAIL',
      what,
      `cluster.yml declares the mail relay ${relay}, and MAIL_PASSWORD is not set. Export its password and run this again; ` +
        'or remove `mail` from cluster.yml, and mail goes nowhere.',
    );
}

function reportStored(what: string, failure: string | undefined, report: Report): void {
  if (failure === undefined) report('ok', what);
  else report('FAIL', what, failure);
}
