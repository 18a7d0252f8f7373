import axios, { type AxiosInstance } from 'axios';
import { createApiClient } from 'dots-wrapper';
import type { AccountState } from '../allowance.ts';
import { readAccount } from './account.ts';
import { createBudget } from './budget.ts';
import { type Call, createCall } from './retry.ts';

export interface DigitalOceanOptions {
  readonly token: string;
  /** Base URL of the API with its version; DigitalOcean's own by default. */
  readonly endpoint?: string;
  /** For tests: how to pass the given milliseconds. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** For tests: milliseconds since 1970. */
  readonly now?: () => number;
  /** Milliseconds that the run may still last; nothing is waited for beyond. Default: for ever. */
  readonly leftMs?: () => number;
  /** Told of every attempt that is made again. */
  readonly log?: (line: string) => void;
}

/** What every resource's part of the adapter works with. */
export interface Client {
  readonly api: ReturnType<typeof createApiClient>;
  /** For the parts of the API that dots-wrapper has no module for. */
  readonly http: AxiosInstance;
  readonly call: Call;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly leftMs: () => number;
  /** The same for what must be finished, such as an undo: with so many milliseconds from now, whatever the run's limit. */
  granted(milliseconds: number): Client;
}

/** Creating a droplet takes DigitalOcean longer than the 15 s that dots-wrapper waits. */
const REQUEST_TIMEOUT_MS = 30_000;
const ENDPOINT = 'https://api.digitalocean.com/v2';

const pass = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

const forEver = (): number => Number.POSITIVE_INFINITY;

export function createClient({
  token,
  endpoint = ENDPOINT,
  sleep = pass,
  now = Date.now,
  leftMs = forEver,
  log = () => {},
}: DigitalOceanOptions): Client {
  const api = createApiClient({ token, requestTimeoutInMs: REQUEST_TIMEOUT_MS, endpoint });
  const http = axios.create({
    baseURL: endpoint,
    timeout: REQUEST_TIMEOUT_MS,
    headers: { Authorization: `Bearer ${token}` },
  });
  let asked: Promise<AccountState | undefined> | undefined;
  const account = () => {
    asked ??= readAccount({ api, call: createCall({ sleep, leftMs, log }) }).catch(() => undefined);
    return asked;
  };
  const budget = createBudget();
  const within = (left: () => number, isUrgent = false): Client => ({
    ...{ api, http, sleep, leftMs: left },
    call: createCall({ sleep, now, leftMs: left, log, account, budget, isUrgent }),
    granted(milliseconds) {
      const end = Date.now() + milliseconds;
      return within(() => Math.max(end - Date.now(), leftMs()), true);
    },
  });
  return within(leftMs);
}
