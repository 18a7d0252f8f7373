import { axios } from 'acme-client';
import { z } from 'zod';

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
    super(`${step}: ${failure.detail}. ${remedyFor(failure)} The certificate in service stays.`);
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

const problemSchema = z.object({
  type: z.string().catch(''),
  detail: z.string().catch(''),
  status: z.number().optional().catch(undefined),
});
/** A challenge or an order that failed tells so in an answer that is well in itself (RFC 8555, section 7.1.6). */
const failedSchema = z.object({ status: z.literal('invalid'), error: problemSchema });

// acme-client keeps only a problem's text, and would wait as long as an authority asks, be it hours.
Object.assign(axios.defaults, {
  timeout: 30_000,
  acmeSettings: { ...(axios.defaults as { acmeSettings?: object }).acmeSettings, retryMaxAttempts: 0 },
});
let last: AcmeFailure | undefined;
axios.interceptors.response.use((response) => {
  last = response.status >= 400 ? refusal(response) : failed(response);
  return response;
});

function failed({ data, headers }: Answer): AcmeFailure | undefined {
  const { error } = failedSchema.safeParse(data).data ?? {};
  return error && refusal({ status: error.status ?? 403, data: error, headers });
}

function refusal({ status, data, headers }: Answer): AcmeFailure {
  const { type = '', detail = '' } = problemSchema.safeParse(data).data ?? {};
  return {
    status,
    type: type.split(':').at(-1),
    detail: (detail || `HTTP ${status}`).replace(/\.$/, ''),
    retryAfterMs: waitAsked(headers['retry-after'], Date.now()),
  };
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

const REMEDIES: Readonly<Record<string, string>> = {
  rateLimited: 'Too many were ordered: a later run asks again, not before the authority allows.',
  caa: 'A CAA record forbids it: name this authority under `dns.caa` in the declaration, and apply.',
  dns: "The zone's name servers did not answer: is the zone delegated to ns1.digitalocean.com?",
  unauthorized: 'The proof in DNS was not found: is the zone delegated to ns1.digitalocean.com?',
  rejectedIdentifier: 'The authority issues no certificate for that name: correct `certificate.names`.',
  timeLimit: 'The next run tries again; if it never suffices, raise `time-limit-minutes`.',
  invalidProfile: 'The authority has no such profile: correct `certificate.profile`.',
};

const remedyFor = ({ type = '', status }: AcmeFailure): string =>
  REMEDIES[type] ??
  (status === undefined || status >= 500
    ? 'The authority is down or out of reach: the next run tries again.'
    : 'The next run tries again; run with `force` once it is mended.');

/** Whether the same request may fare better in a moment. */
export const isPassing = ({ status, type }: AcmeFailure): boolean =>
  type !== 'rateLimited' && (status === undefined || status >= 500);
