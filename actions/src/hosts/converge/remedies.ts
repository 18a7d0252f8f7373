import type { ProgramFailure } from '../link/program.ts';
import type { Outcome, StepEvent } from './converge-program.ts';

type Failed = Extract<Outcome, { outcome: 'failed' }>;

const PUT_BACK =
  "The role's files were put back as they were. Fix the declaration where these lines point to";

/** What to do next, by the kind of step that failed. */
const REMEDIES: Readonly<Record<string, string>> = {
  packages: "Check that the package is in the image's Debian release and that the host reaches its mirror",
  directory: 'Check that its owner exists on the host, or that an earlier role creates it',
  write: PUT_BACK,
  link: PUT_BACK,
  remove: PUT_BACK,
  validate: PUT_BACK,
};
const REMEDY = 'Fix what these lines report';

/** What to do next, by the host's output; more precise than the kind of step. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [
    /No space left on device/,
    'Its disk is full: free some space there (`apt-get clean`, `journalctl --vacuum-size=50M`); a resize does not enlarge the disk',
  ],
  [
    /Could not get lock|Unable to (acquire|lock)|is held by process/,
    'Another program, such as unattended-upgrades, has locked apt for two minutes: wait until it ends',
  ],
  [
    /Temporary failure resolving|Could not resolve|Could not connect|Failed to fetch/,
    'It cannot reach its package mirror: check its name server and its outgoing connections',
  ],
];

/** How nginx, PHP, apt and sshd mark the line with the cause; their last line often only says that something failed. */
const SAYS_WHY = /\[emerg\]|\b(?:fatal|parse) error\b|^E: |bad configuration option/i;

/** What failed, where, and what to do next in one line, and the host's output below; undefined if the host finished. */
export function failureOf(outcome: Outcome): string | undefined {
  if (outcome.outcome === 'finished') return undefined;
  if (outcome.outcome === 'failed') return stepFailure(outcome);
  return `Another run is changing this host: ${outcome.holder}. Nothing was changed; run apply again after it finishes.`;
}

/** The program ended without an outcome, as when it was killed. */
export function stopped(last: StepEvent | undefined, { output, reason }: ProgramFailure): string {
  const where = last
    ? `after ${last.address} had ${last.event === 'started' ? 'started' : 'ended'}`
    : 'before its first step';
  return `The host stopped ${where}. Run apply again: it continues from there.\n${indented(output.trim() || reason)}`;
}

function stepFailure({ address, error, output, do: kind }: Failed): string {
  const lines = output.trim().split('\n');
  const why = (lines.find((line) => SAYS_WHY.test(line)) ?? lines.at(-1) ?? '').trim();
  const cause = CAUSES.find(([pattern]) => pattern.test(`${error}\n${output}`))?.[1];
  const remedy = cause ?? REMEDIES[kind] ?? REMEDY;
  const details = lines.length > 1 ? `\n${indented(output)}` : '';
  return `${address}: ${error}${why && `: ${why}`}. ${remedy}, then run apply again: it continues with this role.${details}`;
}

const indented = (text: string): string => text.trim().replace(/^/gm, '    ');
