interface Parts {
  /** The host, file or service that failed; it begins the message. */
  readonly where?: string;
  /** What failed, e.g. `Cannot create droplet host-01`. */
  readonly what: string;
  /** Why: the error that was caught, or the other side's answer in its own words. */
  readonly cause?: unknown;
  /** What to do next, as a sentence. */
  readonly remedy?: string;
  /** Lines shown below the message. */
  readonly details?: readonly string[];
}

/** An error that a person can act on. The message joins the parts; code reads `parts` and never cuts the message apart. */
export class Failure extends Error {
  constructor(readonly parts: Parts) {
    super(textOf(parts), { cause: parts.cause });
    this.name = new.target.name;
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** `where: what: cause. remedy`, then the details. */
function textOf({ where, what, cause, remedy, details = [] }: Parts): string {
  const failed = [where, what, cause && messageOf(cause)].filter(Boolean).join(': ');
  return [[asSentence(failed), remedy].filter(Boolean).join(' '), ...details].join('\n');
}

const asSentence = (text: string): string => (/[.?!:]$/.test(text) ? text : `${text}.`);

/** The message without details, and without `where` when the reader knows that already. */
export function headOf(error: unknown, where?: string): string {
  if (!(error instanceof Failure)) return messageOf(error).split('\n')[0] ?? '';
  const { parts } = error;
  return textOf({ ...parts, where: parts.where === where ? undefined : parts.where, details: [] });
}
