import type { ConvergeEvent } from './converge.ts';

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

/** What failed, where, and what to do next; absent when the host finished. */
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
  return `The host stopped ${where}${stderr.trim() && `:\n${indented(stderr)}`}\nRun apply again: it goes on where this stopped.`;
}

function stepFailure({ address, error, output, do: kind }: Failed): string {
  const lines = output.trim() === '' ? '' : `\n${indented(output)}`;
  return `${address}: ${error}${lines}\n${REMEDIES[kind] ?? REMEDY}, then run apply again: it goes on with this role.`;
}

const indented = (text: string): string => text.trim().replace(/^/gm, '    ');
