import type { Progress, ProgressEvent } from '../run/progress.ts';
import { recorded, renderDone } from './done.ts';
import { print } from './show.ts';
import { afterwards, summarise } from './workflow.ts';

interface View {
  readonly progress: Progress;
  readonly end: () => void;
}

/** A live view on a terminal, lines in a log. `end` closes it and adds what was done to the job's summary. */
export async function openProgress(): Promise<{ progress: Progress; end: () => Promise<void> }> {
  const view = process.stdout.isTTY ? await live(process.stdout) : { progress: lines(print), end() {} };
  const { progress, ended } = recorded(view.progress);
  return {
    progress,
    async end() {
      view.end();
      await afterwards('What was done', () => summarise(`\n${renderDone(ended)}\n`));
    },
  };
}

/** One line for each event. A start that only names the next step of a host is left out: there are too many. */
function lines(write: (line: string) => void): Progress {
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

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** Finished work scrolls up as lines. Below it, one line for each subject shows what it does now, and for how long. */
async function live(stream: NodeJS.WriteStream): Promise<View> {
  // Loaded only for a terminal: it takes a tenth of the time that an action needs to start.
  const { createLogUpdate } = await import('log-update');
  const running = new Map<string, { doing: string; since: number }>();
  const view = createLogUpdate(stream);
  const scroll = lines((line) => view.persist(line));
  const draw = () => view(frame(running));
  const timer = setInterval(draw, 100);
  const progress: Progress = (event) => {
    if (event.kind === 'start') {
      running.set(event.subject, {
        doing: event.doing,
        since: running.get(event.subject)?.since ?? Date.now(),
      });
    } else {
      if (event.kind !== 'stage') running.delete(event.subject);
      scroll(event);
    }
    draw();
  };
  const end = () => {
    clearInterval(timer);
    view.clear();
  };
  return { progress, end };
}

function frame(running: ReadonlyMap<string, { doing: string; since: number }>): string {
  const now = Date.now();
  const spin = FRAMES[Math.floor(now / 100) % FRAMES.length];
  return [...running]
    .map(
      ([subject, { doing, since }]) =>
        `  ${spin}     ${subject}  ${doing} (${Math.round((now - since) / 1000)} s)`,
    )
    .join('\n');
}
