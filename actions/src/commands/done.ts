import { plural } from '../lib/words.ts';
import { code, fold, plain, row } from '../plan/render/markdown-escape.ts';
import type { Progress, ProgressEvent } from '../run/progress.ts';

type Ended = Extract<ProgressEvent, { kind: 'done' | 'failed' }>;

/** Passes events on, and records how each started work ended. */
export function recorded(progress: Progress): {
  readonly progress: Progress;
  readonly ended: readonly Ended[];
} {
  const ended: Ended[] = [];
  const note: Progress = (event) => {
    if (event.kind === 'done' || event.kind === 'failed') ended.push(event);
    progress(event);
  };
  return { progress: note, ended };
}

/** In Markdown: what was done on each host and how long it took; changes at DigitalOcean are folded. '' if nothing was done. */
export function renderDone(ended: readonly Ended[]): string {
  // A resource's address says its type first.
  const onHosts = ended.filter(({ subject }) => !subject.includes('/'));
  const atCloud = ended.filter((event) => !onHosts.includes(event));
  return [
    ...(onHosts.length > 0 ? [`#### Done on hosts\n\n${table(onHosts)}`] : []),
    ...(atCloud.length > 0
      ? [fold(`Done at DigitalOcean: ${plural(atCloud.length, 'change')}`, table(atCloud))]
      : []),
  ].join('\n\n');
}

function table(ended: readonly Ended[]): string {
  const subjects = [...new Set(ended.map(({ subject }) => subject))];
  const rows = subjects.map((subject) => {
    const own = ended.filter((event) => event.subject === subject);
    const seconds = own.reduce((sum, event) => sum + event.seconds, 0);
    return row(code(subject), own.map(outcome).join('<br>'), `${seconds.toFixed(1)} s`);
  });
  return ['| | What | Took |', '|---|---|--:|', ...rows].join('\n');
}

const outcome = (event: Ended): string =>
  event.kind === 'done' ? plain(event.done) : `**${plain(event.error.split('\n')[0] ?? '')}**`;
