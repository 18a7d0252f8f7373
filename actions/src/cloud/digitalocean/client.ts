import axios, { type AxiosInstance } from 'axios';
import { createApiClient } from 'dots-wrapper';
import { type Clock, systemClock } from '../../lib/time.ts';
import type { AccountState } from '../allowance.ts';
import { readAccount } from './account.ts';
import { createBudget } from './budget.ts';
import { type Call, createCall } from './retry.ts';

export interface DigitalOceanOptions {
  readonly token: string;
  /** Base URL of the API with its version; DigitalOcean's own by default. */
  readonly endpoint?: string;
  /** For tests. */
  readonly clock?: Pick<Clock, 'now' | 'pause'>;
  /** Milliseconds that the run may still last; nothing waits longer. Default: no limit. */
  readonly leftMs?: () => number;
  /** Receives a line for every attempt that is repeated. */
  readonly log?: (line: string) => void;
}

/** What the wires work with. */
export interface Client {
  readonly api: ReturnType<typeof createApiClient>;
  /** For the parts of the API that dots-wrapper lacks. */
  readonly http: AxiosInstance;
  readonly call: Call;
  readonly clock: Pick<Clock, 'now' | 'pause'>;
  readonly leftMs: () => number;
  /** The client for work that must be finished, such as an undo: it has at least this long from now, whatever the run's limit. */
  granted(milliseconds: number): Client;
}

/** Why: creating a droplet can take DigitalOcean longer than dots-wrapper's 15 s. */
const REQUEST_TIMEOUT_MS = 30_000;
const ENDPOINT = 'https://api.digitalocean.com/v2';

export function createClient({
  token,
  endpoint = ENDPOINT,
  clock = systemClock,
  leftMs = () => Number.POSITIVE_INFINITY,
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
    asked ??= readAccount({ api, call: createCall({ clock, leftMs, log }) }).catch(() => undefined);
    return asked;
  };
  const budget = createBudget();
  const within = (left: () => number, isUrgent = false): Client => ({
    ...{ api, http, clock, leftMs: left },
    call: createCall({ clock, leftMs: left, log, account, budget, isUrgent }),
    granted(milliseconds) {
      const end = clock.now() + milliseconds;
      return within(() => Math.max(end - clock.now(), leftMs()), true);
    },
  });
  return within(leftMs);
}
