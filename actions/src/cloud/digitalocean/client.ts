import { createApiClient } from 'dots-wrapper';
import { type Call, createCall } from './retry.ts';

export interface DigitalOceanOptions {
  readonly token: string;
  /** Base URL of the API with its version; DigitalOcean's own by default. */
  readonly endpoint?: string | undefined;
  /** For tests: how to pass the given milliseconds. */
  readonly sleep?: ((milliseconds: number) => Promise<void>) | undefined;
  /** Milliseconds that the run may still last; nothing is waited for beyond. Default: for ever. */
  readonly leftMs?: (() => number) | undefined;
  /** Told of every attempt that is made again. */
  readonly log?: ((line: string) => void) | undefined;
}

/** What every resource's part of the adapter works with. */
export interface Client {
  readonly api: ReturnType<typeof createApiClient>;
  readonly call: Call;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly leftMs: () => number;
}

/** Creating a droplet takes DigitalOcean longer than the 15 s that dots-wrapper waits. */
const REQUEST_TIMEOUT_MS = 30_000;

const pass = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

const forEver = (): number => Number.POSITIVE_INFINITY;

export function createClient({
  token,
  endpoint,
  sleep = pass,
  leftMs = forEver,
  log = () => {},
}: DigitalOceanOptions): Client {
  const api = createApiClient({
    token,
    requestTimeoutInMs: REQUEST_TIMEOUT_MS,
    ...(endpoint !== undefined && { endpoint }),
  });
  return { api, call: createCall({ sleep, leftMs, log }), sleep, leftMs };
}
