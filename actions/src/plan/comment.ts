import { z } from 'zod';
import { type Shown, shownOf } from './approval.ts';
import { COMMENT_LIMIT, renderMarkdown } from './markdown.ts';
import { box, code, plain } from './markdown-escape.ts';
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
/** Only where ours stands, right behind the hidden lines: a plan may show a file that says the same. */
const NOTED = /^((?:<!--.*-->\n)*?)(?:<!-- flotilla:note -->\n[\s\S]*?\n<!-- flotilla:end -->\n\n)?(?=### )/;

/** The plan as the one comment on its pull request. */
export function renderComment(plan: Plan, origin: Origin): string {
  const head = headOf(plan.cluster, { head: origin.head, shown: hiddenPart(plan) });
  const limit = COMMENT_LIMIT - NOTE_LIMIT - head.length;
  // What is refused cannot be confirmed by merging it.
  const confirmation = plan.refusals.length > 0 ? undefined : `Merging confirms (${code(plan.fingerprint)}):`;
  const elsewhere = `The [job's summary](${origin.run}) has more, and its artifact \`plan\` all of it as JSON.`;
  return head + renderMarkdown(plan, { limit, confirmation, elsewhere, foot: footOf(origin) });
}

/** What finds no room is left out: of sentences the difference tells less, of changes only the very plan is approved. */
function hiddenPart(plan: Plan): Shown {
  const { fingerprint, approves, dangers } = shownOf(plan);
  const fits = (texts: readonly string[]) => (texts.join('').length > HIDDEN_LIMIT ? [] : texts);
  return { fingerprint, approves: fits(approves), dangers: fits(dangers) };
}

/** Why there is no plan. */
export function renderFailure(cluster: string, reason: string, origin: Origin): string {
  const title = cluster === '?' ? 'The plan failed' : `The plan for ${plain(cluster)} failed`;
  return [
    `${headOf(cluster, { head: origin.head })}### ${title}`,
    box('CAUTION', clip(reason, COMMENT_LIMIT / 4)),
    `<sub>${footOf(origin).join(' · ')}</sub>\n`,
  ].join('\n\n');
}

/** Puts a note above the plan, in the place of the one that is there. */
export function withNote(body: string, note: string): string {
  const boxed = `<!-- flotilla:note -->\n${clip(note, NOTE_LIMIT - 100)}\n<!-- flotilla:end -->\n\n`;
  return body.replace(NOTED, (_, hidden: string) => hidden + boxed);
}

/** A plan that a later push has overtaken. */
export const staleNote = (origin: Origin): string =>
  `> [!NOTE]\n> This is not the plan for the newest commit: ${code(short(origin.head))} is [being planned](${origin.run}).`;

const shownSchema = z.object({
  fingerprint: z.string(),
  approves: z.array(z.string()),
  dangers: z.array(z.string()),
});
const hiddenSchema = z.object({
  head: z.string(),
  shown: shownSchema.optional(),
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

/** Characters of each list. */
const HIDDEN_LIMIT = 6000;

const headOf = (cluster: string, hidden: Hidden): string =>
  `${marker(cluster)}\n<!-- flotilla:shown ${Buffer.from(JSON.stringify(hidden)).toString('base64url')} -->\n`;

const footOf = ({ base, head, time, run }: Origin): string[] => [
  `${code(short(base))} → ${code(short(head))}`,
  `[${time.slice(0, 16).replace('T', ' ')} UTC](${run})`,
];

export const short = (sha: string): string => sha.slice(0, 7);

const clip = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);
