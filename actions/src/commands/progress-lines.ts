import type { Progress, ProgressEvent } from '../run/progress.ts';

/** One line an event, for a log. A start that only names the next step of a host would drown the rest, so it is left out. */
export function lines(write: (line: string) => void): Progress {
  return (event) => {
    const line = lineFor(event);
    if (line !== undefined) write(line);
  };
}

function lineFor(event: ProgressEvent): string | undefined {
  if (event.kind === 'stage') return `\n${event.title}`;
  if (event.kind === 'done') return `  ok    ${event.subject}  ${event.done} (${event.seconds.toFixed(1)} s)`;
  if (event.kind === 'failed')
    return `  FAIL  ${event.subject}  ${event.error} (${event.seconds.toFixed(1)} s)`;
  return undefined;
}
