import { z } from 'zod';
import { type Shown, shownOf } from './approval.ts';
import { COMMENT_LIMIT, renderMarkdown } from './markdown.ts';
import { code, plain } from './markdown-escape.ts';
import type { Plan } from './plan.ts';

/** Where and when a plan was made. */
export interface Origin {
  readonly base: string;
  readonly head: string;
  /** ISO 8601. */
  readonly time: string;
  /** URL of the workflow's run. */
  readonly run: string;
}

/** Hidden in a comment's first lines, where no text of a plan can come. */
export interface Hidden {
  readonly head: string;
  /** Absent where there is no plan, because planning failed. */
  readonly shown?: Shown | undefined;
}

/** The first line, by which the comment is found again. `cluster` is `?` where the declaration does not tell. */
export const marker = (cluster: string): string =>
  `<!-- flotilla:plan:${cluster.replace(/[^a-z0-9?-]/g, '')} -->`;

/** The most characters a note takes; the plan leaves room for it, since notes are added when the plan is gone. */
const NOTE_LIMIT = 8000;
const NOTE = /<!-- flotilla:note -->[\s\S]*?<!-- flotilla:end -->\n\n/;

/** The plan as the one comment on its pull request. */
export function renderComment(plan: Plan, origin: Origin): string {
  const head = headOf(plan.cluster, { head: origin.head, shown: hiddenPart(plan) });
  const limit = COMMENT_LIMIT - NOTE_LIMIT - head.length;
  // What is refused cannot be confirmed by merging it.
  const confirmation = plan.refusals.length > 0 ? undefined : `Merging confirms (${code(plan.fingerprint)}):`;
  return head + renderMarkdown(plan, { limit, confirmation, foot: footOf(origin) });
}

const hiddenPart = (plan: Plan): Shown => {
  const shown = shownOf(plan);
  return shown.dangers.join('').length > MOST_DANGERS ? { ...shown, dangers: [] } : shown;
};

/** Why there is no plan. */
export function renderFailure(cluster: string, reason: string, origin: Origin): string {
  const lines = clip(reason, COMMENT_LIMIT / 4)
    .split('\n')
    .map((line) => `> ${plain(line)}  `);
  const title = cluster === '?' ? 'The plan failed' : `The plan for ${plain(cluster)} failed`;
  return [
    `${headOf(cluster, { head: origin.head })}### ${title}`,
    ['> [!CAUTION]', ...lines].join('\n'),
    `<sub>${footOf(origin).join(' · ')}</sub>\n`,
  ].join('\n\n');
}

/** Puts a note above the plan, in the place of the one that is there. */
export function withNote(body: string, note: string): string {
  const plan = body.replace(NOTE, '');
  const [hidden = ''] = /^(<!--.*-->\n)*/.exec(plan) ?? [];
  const boxed = `<!-- flotilla:note -->\n${clip(note, NOTE_LIMIT - 100)}\n<!-- flotilla:end -->\n\n`;
  return hidden + boxed + plan.slice(hidden.length);
}

/** A plan that a later push has overtaken. */
export const staleNote = (origin: Origin): string =>
  `> [!NOTE]\n> This is not the plan for the newest commit: ${code(short(origin.head))} is [being planned](${origin.run}).`;

const hiddenSchema = z.object({
  head: z.string(),
  shown: z.object({ fingerprint: z.string(), risks: z.string(), dangers: z.array(z.string()) }).optional(),
});

const HIDDEN = /^<!-- flotilla:plan:[a-z0-9?-]+ -->\n<!-- flotilla:shown ([\w-]+) -->\n/;

/** What is hidden in a comment of ours; undefined where it cannot be read. */
export function readComment(body: string): Hidden | undefined {
  // GitHub may give back what it stored with the line ends of a browser, once a person has edited it.
  const [, data] = HIDDEN.exec(body.replaceAll('\r\n', '\n')) ?? [];
  if (data === undefined) return undefined;
  try {
    return hiddenSchema.parse(JSON.parse(Buffer.from(data, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}

/** Characters; of a plan with longer dangers only its fingerprint approves it, since they would not find room. */
const MOST_DANGERS = 12_000;

const headOf = (cluster: string, hidden: Hidden): string =>
  `${marker(cluster)}\n<!-- flotilla:shown ${Buffer.from(JSON.stringify(hidden)).toString('base64url')} -->\n`;

const footOf = ({ base, head, time, run }: Origin): string[] => [
  `${code(short(base))} → ${code(short(head))}`,
  `[${time.slice(0, 16).replace('T', ' ')} UTC](${run})`,
];

export const short = (sha: string): string => sha.slice(0, 7);

const clip = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);
