import { z } from 'zod';
import { type Seal, unsealed } from '../../secrets/seal.ts';
import type { Plan } from '../plan.ts';
import { COMMENT_LIMIT, renderMarkdown } from '../render/markdown.ts';
import { box, code, notice, plain } from '../render/markdown-escape.ts';
import { type Shown, shownOf } from './approval.ts';

/** Where a plan's comment belongs. The signature covers this, so a copy elsewhere is not valid. */
interface Place {
  /** `owner/name` */
  readonly repository: string;
  /** The pull request. */
  readonly number: number;
  /** The branch that it merges into. */
  readonly baseRef: string;
  readonly head: string;
  /** The directory that holds `cluster/`, relative to the repository. */
  readonly directory: string;
  /** When the plan was started, ISO 8601. */
  readonly time: string;
}

/** Where and when a plan was made. */
export interface Origin extends Place {
  /** Commit of the base branch. */
  readonly base: string;
  /** URL of the workflow's run. */
  readonly run: string;
  /** What a reader must know about this pull request, in Markdown. */
  readonly notices?: readonly string[];
  /** Whether merging deploys nothing and therefore approves nothing. */
  readonly deploysNothing?: boolean;
}

/** Hidden in a comment's first lines, which no text of a plan can reach. */
interface Hidden extends Place {
  readonly cluster: string;
  /** Absent if planning failed. */
  readonly shown?: Shown;
}

/** The first line, which identifies the comment. `cluster` is `?` if the declaration could not be read. */
export const marker = (cluster: string): string =>
  `<!-- flotilla:plan:${cluster.replace(/[^a-z0-9?-]/g, '')} -->`;

/** The most characters of a note. The plan leaves room for one, because notes are added to the comment later. */
const NOTE_LIMIT = 8000;
/** Matches a note only right after the hidden lines: a plan may show a file with the same text. */
const NOTED = /^((?:<!--.*-->\n)*?)(?:<!-- flotilla:note -->\n[\s\S]*?\n<!-- flotilla:end -->\n\n)?(?=### )/;

/** Renders the plan as the comment on its pull request. */
export function renderComment(plan: Plan, origin: Origin): string {
  const head = headOf({ ...placeOf(origin), cluster: plan.cluster, shown: hiddenPart(plan) });
  const limit = COMMENT_LIMIT - NOTE_LIMIT - head.length;
  // Merging cannot confirm a refused plan.
  const isConfirmed = plan.refusals.length === 0 && !origin.deploysNothing;
  const confirmation = isConfirmed
    ? `Merging this pull request approves the following (plan ${code(plan.fingerprint)}):`
    : undefined;
  const elsewhere = `The [job summary](${origin.run}) shows more, and its artifact \`plan\` contains everything as JSON.`;
  const { notices } = origin;
  return head + renderMarkdown(plan, { limit, confirmation, elsewhere, notices, foot: footOf(origin) });
}

/**
 * Leaves out lists that are too long. Without `dangers`, a later difference shows less. Without `approves`, the comment
 * approves only this exact plan.
 */
function hiddenPart(plan: Plan): Shown {
  const { approves, dangers, ...rest } = shownOf(plan);
  const fits = (texts: readonly string[]) => (texts.join('').length > HIDDEN_LIMIT ? [] : texts);
  return { ...rest, approves: fits(approves), dangers: fits(dangers) };
}

/** Why there is no plan. */
export function renderFailure(cluster: string, reason: string, origin: Origin): string {
  const title = cluster === '?' ? 'The plan failed' : `The plan for ${plain(cluster)} failed`;
  return [
    `${headOf({ ...placeOf(origin), cluster })}### ${title}`,
    box('CAUTION', clip(reason, COMMENT_LIMIT / 4)),
    ...(origin.notices ?? []).map(notice),
    `<sub>${footOf(origin).join(' · ')}</sub>\n`,
  ].join('\n\n');
}

/** Puts a note above the plan. Replaces an earlier note. */
export function withNote(body: string, note: string): string {
  const boxed = `<!-- flotilla:note -->\n${clip(note, NOTE_LIMIT - 100)}\n<!-- flotilla:end -->\n\n`;
  return body.replace(NOTED, (_, hidden: string) => hidden + boxed);
}

/** The note on a plan that a later push made out of date. */
export const staleNote = (origin: Origin): string =>
  `> [!NOTE]\n> This plan is out of date: ${code(short(origin.head))} is [being planned](${origin.run}).`;

/** The pull request no longer changes anything that is deployed. */
export const renderNothing = (cluster: string, origin: Origin): string =>
  [
    `${headOf({ ...placeOf(origin), cluster })}### Nothing to plan for ${plain(cluster)}`,
    notice(NOTHING),
    `<sub>${footOf(origin).join(' · ')}</sub>\n`,
  ].join('\n\n');

export const NOTHING =
  'This pull request changes nothing in `cluster/`, `wp-content/` or `actions/`, so merging it deploys nothing.';

const placeOf = ({ repository, number, baseRef, head, directory, time }: Origin): Place => ({
  ...{ repository, number, baseRef, head, directory, time },
});

const shownSchema = z.object({
  fingerprint: z.string(),
  whole: z.string(),
  approves: z.array(z.string()),
  dangers: z.array(z.string()),
});
const hiddenSchema = z.object({
  cluster: z.string(),
  repository: z.string(),
  number: z.int(),
  baseRef: z.string(),
  head: z.string(),
  directory: z.string(),
  time: z.string(),
  shown: shownSchema.optional(),
});

const HIDDEN =
  /^<!-- flotilla:plan:[a-z0-9?-]+ -->\n(?:<!-- flotilla:signed \S+ -->\n)?<!-- flotilla:shown ([\w-]+) -->\n/;

/** The hidden part of a comment; undefined if it cannot be read. Its author is certain only for an `unsealed` comment. */
export function readComment(body: string): Hidden | undefined {
  // After a person edits a comment, GitHub may return it with CRLF line ends.
  const [, data] = HIDDEN.exec(body.replaceAll('\r\n', '\n')) ?? [];
  if (data === undefined) return undefined;
  try {
    return hiddenSchema.parse(JSON.parse(Buffer.from(data, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}

/** A comment that a holder of the plan key signed. */
export interface SignedComment {
  readonly text: string;
  readonly hidden: Hidden;
}

/** Undefined if somebody else wrote or changed the comment, or if it has no hidden part. */
export function readSigned(body: string, seal: Pick<Seal, 'isSigned'>): SignedComment | undefined {
  const text = unsealed(body, seal);
  const hidden = text === undefined ? undefined : readComment(text);
  return text !== undefined && hidden ? { text, hidden } : undefined;
}

/** The most characters of each list. */
const HIDDEN_LIMIT = 6000;

const headOf = (hidden: Hidden): string =>
  `${marker(hidden.cluster)}\n<!-- flotilla:shown ${Buffer.from(JSON.stringify(hidden)).toString('base64url')} -->\n`;

const footOf = ({ base, head, time, run }: Origin): string[] => [
  `${code(short(base))} → ${code(short(head))}`,
  `[${time.slice(0, 16).replace('T', ' ')} UTC](${run})`,
];

const short = (sha: string): string => sha.slice(0, 7);

const clip = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);
