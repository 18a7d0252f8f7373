import { z } from 'zod';

interface Answer {
  readonly status: number;
  readonly data: unknown;
  readonly headers: { readonly [name: string]: unknown };
}

/** Why an authority refused a request, in its own words. */
export interface AcmeFailure {
  /** HTTP status; absent if no answer came. */
  readonly status?: number;
  /** The last part of the problem's type, e.g. `rateLimited` (RFC 8555, section 6.7), or one of our own types. */
  readonly type?: string;
  readonly detail: string;
  /** Milliseconds that the authority asks us to wait. */
  readonly retryAfterMs?: number;
}

/** One of several reasons, each about one name (RFC 8555, section 6.7.1). */
const subproblemSchema = z.object({
  type: z.string().catch(''),
  detail: z.string().catch(''),
  identifier: z.object({ value: z.string() }).optional().catch(undefined),
});
const problemSchema = z.object({
  type: z.string().catch(''),
  detail: z.string().catch(''),
  status: z.number().optional().catch(undefined),
  /** A page where a person can solve the problem. */
  instance: z.string().optional().catch(undefined),
  subproblems: z.array(subproblemSchema).catch([]),
});
/** A failed challenge or order is reported in an answer with status 200 (RFC 8555, section 7.1.6). */
const failedSchema = z.object({ status: z.literal('invalid'), error: problemSchema });

/** The failure in an answer; undefined if there is none. */
export const failureIn = (answer: Answer): AcmeFailure | undefined =>
  answer.status >= 400 ? refusal(answer) : failed(answer);

function failed({ data, headers }: Answer): AcmeFailure | undefined {
  const { error } = failedSchema.safeParse(data).data ?? {};
  return error && refusal({ status: error.status ?? 403, data: error, headers });
}

function refusal({ status, data, headers }: Answer): AcmeFailure {
  const problem = problemSchema.safeParse(data).data;
  const { type = '', subproblems = [] } = problem ?? {};
  const kind = lastPart(type) === 'compound' ? (subproblems[0]?.type ?? '') : type;
  return {
    status,
    type: lastPart(kind),
    detail: problem ? detailOf(problem, status) : `HTTP ${status}`,
    retryAfterMs: waitAsked(headers['retry-after'], Date.now()),
  };
}

const lastPart = (urn: string): string | undefined => urn.split(':').at(-1);

function detailOf({ detail, instance, subproblems }: z.infer<typeof problemSchema>, status: number): string {
  const parts = subproblems.map((part) => [part.identifier?.value, part.detail].filter(Boolean).join(': '));
  const more = parts.length > 0 ? ` (${parts.join('; ')})` : '';
  const where = instance === undefined ? '' : `, see ${instance}`;
  return `${(detail || `HTTP ${status}`).replace(/\.$/, '')}${more}${where}`;
}

/** Milliseconds. The header is in seconds or a date (RFC 9110, section 10.2.3). */
export function waitAsked(header: unknown, now: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(wait) && wait > 0 ? wait : undefined;
}

/** Whether the same request may succeed in a moment. */
export const isPassing = ({ status, type }: AcmeFailure): boolean =>
  type === 'badNonce' || (type !== 'rateLimited' && (status === undefined || status >= 500));
