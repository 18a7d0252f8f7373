import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The pull request that a workflow's run is about. */
export interface PullEvent {
  readonly number: number;
  /** Its newest commit when the event happened. */
  readonly head: string;
}

const eventSchema = z.object({
  pull_request: z.object({ number: z.int(), head: z.object({ sha: z.string() }) }),
});

/** Undefined where the event is not about a pull request. */
export function pullRequestOf(event: unknown): PullEvent | undefined {
  const { data } = eventSchema.safeParse(event);
  return data && { number: data.pull_request.number, head: data.pull_request.head.sha };
}

/** What set off this run, as GitHub left it in a file; `{}` outside a workflow. */
export function readEvent(path = process.env.GITHUB_EVENT_PATH): unknown {
  return path ? JSON.parse(readFileSync(path, 'utf8')) : {};
}
