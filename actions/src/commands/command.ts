import { messageOf } from '../lib/failure.ts';
import { box } from '../plan/render/markdown-escape.ts';
import { InputError, type Inputs, minutes, secret, text, type Values, valuesOf } from './inputs.ts';
import { fail, inWorkflow, summarise } from './workflow.ts';

interface Definition<I extends Inputs> {
  /** Folder under `actions/`; absent for a command that only the command line has. */
  readonly action?: string;
  readonly summary: string;
  readonly inputs: I;
  /** What a workflow reads, with descriptions. */
  readonly outputs?: Readonly<Record<string, string>>;
  /** What the exit codes mean, if that differs from `EXIT_CODES`. */
  readonly exits?: string;
  /** A number is the exit code. */
  readonly run: (given: Values<I>) => Promise<unknown>;
}

/** An action for GitHub, a command of the program `flotilla`, or both. */
export interface Command extends Omit<Definition<Inputs>, 'run'> {
  readonly run: () => Promise<unknown>;
}

/** The one definition of a command: `action.yml`, the tables in the README and `--help` are generated from it. */
export const command = <I extends Inputs>({ run, ...definition }: Definition<I>): Command => ({
  ...definition,
  run: () => run(valuesOf(definition.inputs)),
});

/** Runs a command with the inputs in its environment. Never throws: it sets the exit code. */
export async function run(command: Command): Promise<void> {
  try {
    const code = await command.run();
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    await giveUp(error);
  }
}

/** Ends a command that threw: with an exit code, and with the reason in the job's summary too. */
export async function giveUp(error: unknown): Promise<void> {
  const message = messageOf(error);
  fail(message);
  if (error instanceof InputError && !inWorkflow()) process.exitCode = 2;
  await summarise(`${box('CAUTION', message)}\n`);
}

export const HOST_TIMEOUT = minutes(
  'Minutes after which an existing host that does not answer counts as unreachable.',
  1,
  { only: 'environment' },
);

export const LEASE_TIMEOUT = minutes('Minutes to wait for another run that is changing the cluster.', 10);

/** Inputs that most commands share. */
export const COMMON = {
  directory: text('Directory that holds `cluster/` and `wp-content/`.', { default: '.' }),
  'api-url': text('DigitalOcean API to use; DIGITALOCEAN_API_URL sets it too.', { only: 'environment' }),
};

export const CLUSTER_SECRET = secret(
  "The cluster's secret, 64 hexadecimal digits. Every other secret is derived from it.",
  { required: true },
);

/** A workflow deploys only the default branch's newest commit, or an older one that a person confirms. */
export const DEPLOYMENT = {
  'github-token': secret(
    "The job's own token, required in a workflow: it shows whether this commit is the default branch's newest.",
    { only: 'workflow' },
  ),
  'confirm-commit': text(
    'Full SHA of an older commit of the default branch: deploys it although newer commits exist.',
    { only: 'workflow' },
  ),
};

export const COMMENT_AUTHOR = text('Login that writes our comments and issues; others are not trusted.', {
  ...{ default: 'github-actions[bot]', only: 'environment' },
});
