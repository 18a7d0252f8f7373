import type { ConvergeEvent } from './event.ts';

type Failed = Extract<ConvergeEvent, { state: 'failed' }>;

const PUT_BACK =
  'What the role had changed in files is put back as it was. Mend what the lines name in the declaration';

/** What to do next, by the kind of step that failed. */
const REMEDIES: Readonly<Record<string, string>> = {
  packages: "Check that the package is in the image's Debian release and that the host reaches its mirror",
  directory: 'Check that its owner exists on the host, or is made by an earlier role',
  write: PUT_BACK,
  link: PUT_BACK,
  remove: PUT_BACK,
  validate: PUT_BACK,
};
const REMEDY = 'Mend what the lines name';

/** What to do next, by what the host said: these know better than the kind of step. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [
    /No space left on device/,
    'Its disk is full: free some there (`apt-get clean`, `journalctl --vacuum-size=50M`); a resize leaves the disk as it is',
  ],
  [
    /Could not get lock|Unable to (acquire|lock)|is held by process/,
    'Another program, such as unattended-upgrades, has held apt for two minutes: wait for it to end',
  ],
  [
    /Temporary failure resolving|Could not resolve|Could not connect|Failed to fetch/,
    'It does not reach its package mirror: check its name server and the way out',
  ],
];

/** As nginx, PHP, apt and sshd begin what they mean; their last line often only says that something failed. */
const SAYS_WHY = /\[emerg\]|\b(?:fatal|parse) error\b|^E: |bad configuration option/i;

/** What failed, where, and what to do next in one line, and below it what the host said; absent when it finished. */
export function failureOf(events: readonly ConvergeEvent[], stderr: string): string | undefined {
  const last = events.at(-1);
  if (last?.state === 'finished') return undefined;
  if (last?.state === 'failed') return stepFailure(last);
  if (last?.state === 'locked') {
    return `Another run holds this host: ${last.holder}. Nothing was changed; run apply again when that one has ended.`;
  }
  const where = last
    ? `after ${last.address} had ${last.state === 'started' ? 'started' : 'ended'}`
    : 'before it began';
  const details = stderr.trim() && `\n${indented(stderr)}`;
  return `The host stopped ${where}. Run apply again: it goes on where this stopped.${details}`;
}

function stepFailure({ address, error, output, do: kind }: Failed): string {
  const lines = output.trim().split('\n');
  const why = (lines.find((line) => SAYS_WHY.test(line)) ?? lines.at(-1) ?? '').trim();
  const cause = CAUSES.find(([pattern]) => pattern.test(`${error}\n${output}`))?.[1];
  const remedy = cause ?? REMEDIES[kind] ?? REMEDY;
  const details = lines.length > 1 ? `\n${indented(output)}` : '';
  return `${address}: ${error}${why && `: ${why}`}. ${remedy}, then run apply again: it goes on with this role.${details}`;
}

const indented = (text: string): string => text.trim().replace(/^/gm, '    ');
