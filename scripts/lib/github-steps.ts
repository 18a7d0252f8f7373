import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { LocalSecrets } from './local-secrets.ts';

/** One thing to do at GitHub. What is secret comes by standard input, never on the command line. */
export interface GitHubStep {
  readonly command: readonly string[];
  readonly input?: { readonly file: string } | { readonly variable: string };
}

/** What the repository needs; doing any of it again changes nothing. */
export const githubSteps = ({ clusterSecret, planKey }: LocalSecrets): GitHubStep[] => [
  environment('plan'),
  environment('production'),
  { command: api('actions/permissions/workflow', '-F', 'can_approve_pull_request_reviews=true') },
  { command: secret('CLUSTER_SECRET', 'production'), input: { file: clusterSecret } },
  { command: secret('PLAN_SSH_KEY', 'plan'), input: { file: planKey } },
  { command: secret('DIGITALOCEAN_TOKEN', 'production'), input: { variable: 'DIGITALOCEAN_TOKEN' } },
  { command: secret('DIGITALOCEAN_TOKEN', 'plan'), input: { variable: 'DIGITALOCEAN_READ_TOKEN' } },
];

// `gh` itself fills in {owner} and {repo}.
const api = (path: string, ...more: readonly string[]): string[] => [
  ...['gh', 'api', '--silent', '--method', 'PUT', `repos/{owner}/{repo}/${path}`],
  ...more,
];
const environment = (name: string): GitHubStep => ({ command: api(`environments/${name}`) });
const secret = (name: string, place: string): string[] => ['gh', 'secret', 'set', name, '--env', place];

/** As a person types it. */
export function shown({ command, input }: GitHubStep): string {
  const line = command.map((word) => (/[{}]/.test(word) ? `'${word}'` : word)).join(' ');
  if (input === undefined) return line;
  return 'file' in input ? `${line} < ${input.file}` : `printenv ${input.variable} | ${line}`;
}

export const isLoggedIn = (): boolean =>
  spawnSync('gh', ['auth', 'status'], { stdio: 'ignore' }).status === 0;

/** Whether the repository has a secret of this name in the environment already. */
export function hasSecret(name: string, place: string): boolean {
  const { stdout, status } = spawnSync('gh', ['secret', 'list', '--env', place], { encoding: 'utf8' });
  return status === 0 && stdout.split('\n').some((line) => line.split(/\s/)[0] === name);
}

/** Does a step; says why where it cannot be done. */
export function run({ command, input }: GitHubStep): string | undefined {
  const [program = '', ...words] = command;
  const value = input && ('file' in input ? readFileSync(input.file, 'utf8') : process.env[input.variable]);
  if (input !== undefined && !value) return `${'variable' in input ? input.variable : input.file} is empty`;
  const { status, stderr } = spawnSync(program, words, { input: value?.trimEnd() ?? '', encoding: 'utf8' });
  return status === 0 ? undefined : stderr.trim();
}
