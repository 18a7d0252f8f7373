import { createLogUpdate } from 'log-update';
import type { Progress } from '../run/progress.ts';
import { lines } from './progress-lines.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** What is finished scrolls up as lines; what each subject does now stays below, one line each, with its seconds. */
export function live(stream: NodeJS.WriteStream): { progress: Progress; end: () => void } {
  const under = new Map<string, { doing: string; since: number }>();
  const view = createLogUpdate(stream);
  const scroll = lines((line) => view.persist(line));
  const draw = () => view(frame(under));
  const timer = setInterval(draw, 100);
  const progress: Progress = (event) => {
    if (event.kind === 'start') {
      under.set(event.subject, { doing: event.doing, since: under.get(event.subject)?.since ?? Date.now() });
    } else {
      if (event.kind !== 'stage') under.delete(event.subject);
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

function frame(under: ReadonlyMap<string, { doing: string; since: number }>): string {
  const now = Date.now();
  const spin = FRAMES[Math.floor(now / 100) % FRAMES.length];
  return [...under]
    .map(
      ([subject, { doing, since }]) =>
        `  ${spin}     ${subject}  ${doing} (${Math.round((now - since) / 1000)} s)`,
    )
    .join('\n');
}
