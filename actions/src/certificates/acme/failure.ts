import { axios } from 'acme-client';
import { z } from 'zod';
import { remedyFor } from './remedies.ts';

interface Answer {
  readonly status: number;
  readonly data: unknown;
  readonly headers: { readonly [name: string]: unknown };
}

/** Why an authority did not do what it was asked, said so that a person can act. */
export class AcmeError extends Error {
  constructor(
    /** e.g. `new order`. */
    readonly step: string,
    readonly failure: AcmeFailure,
  ) {
    super(`${step}: ${failure.detail}. ${remedyFor(step, failure)} The certificate in service stays.`);
    this.name = 'AcmeError';
  }
}

export interface AcmeFailure {
  /** HTTP status; absent when no answer came. */
  readonly status?: number | undefined;
  /** The last part of the problem's type, e.g. `rateLimited` (RFC 8555, section 6.7), or a word of ours. */
  readonly type?: string | undefined;
  readonly detail: string;
  /** Milliseconds that the authority asks to wait. */
  readonly retryAfterMs?: number | undefined;
}

/** One of several reasons, each for a name (RFC 8555, section 6.7.1). */
const subproblemSchema = z.object({
  type: z.string().catch(''),
  detail: z.string().catch(''),
  identifier: z.object({ value: z.string() }).optional().catch(undefined),
});
const problemSchema = z.object({
  type: z.string().catch(''),
  detail: z.string().catch(''),
  status: z.number().optional().catch(undefined),
  /** Where a person can do something about it. */
  instance: z.string().optional().catch(undefined),
  subproblems: z.array(subproblemSchema).catch([]),
});
/** A challenge or an order that failed tells so in an answer that is well in itself (RFC 8555, section 7.1.6). */
const failedSchema = z.object({ status: z.literal('invalid'), error: problemSchema });

// acme-client keeps only a problem's text, and would wait as long as an authority asks, be it hours.
Object.assign(axios.defaults, {
  timeout: 30_000,
  acmeSettings: { ...(axios.defaults as { acmeSettings?: object }).acmeSettings, retryMaxAttempts: 0 },
});
let last: AcmeFailure | undefined;
// A request that no answer comes to is not refused for the reason of the one before.
axios.interceptors.request.use((config) => {
  last = undefined;
  return config;
});
axios.interceptors.response.use((response) => {
  last = response.status >= 400 ? refusal(response) : failed(response);
  return response;
});

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

/** Milliseconds; the header is seconds or a date (RFC 9110, section 10.2.3). */
export function waitAsked(header: unknown, now: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(wait) && wait > 0 ? wait : undefined;
}

/** Takes what the last answer was refused with, for the error that acme-client threw for it. */
export function failureOf(error: unknown): AcmeFailure {
  const failure = last ?? { detail: error instanceof Error ? error.message : String(error) };
  last = undefined;
  return failure;
}

/** Whether the same request may fare better in a moment. */
export const isPassing = ({ status, type }: AcmeFailure): boolean =>
  type === 'badNonce' || (type !== 'rateLimited' && (status === undefined || status >= 500));
