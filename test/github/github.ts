import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { Octokit } from '@octokit/rest';
import type { LocalCloud } from '../cloud/cloud.ts';
import { addRoutes, createApi } from './api/api.ts';
import { type Doings, doingsOf } from './doings.ts';
import type { Features } from './features.ts';
import { HERE } from './machine/here.ts';
import { insideCloud } from './machine/inside.ts';
import { openInside } from './machine/reach.ts';
import { type HubOptions, openHub } from './open-hub.ts';
import { apiUrl } from './runner/contexts.ts';
import type { Run, RunFilter } from './runs.ts';
import type { Settings } from './settings.ts';

export interface GitHubOptions extends Omit<HubOptions, 'machine' | 'closing'> {
  /** Jobs run inside its network, where the doors reach the hosts; without, on this machine. */
  readonly cloud?: Pick<LocalCloud, 'paths' | 'environment'>;
}

/** A GitHub of one's own, with one repository. */
export interface LocalGitHub extends Doings {
  /** `owner/name` */
  readonly repository: string;
  /** For `git push`, the owner's token in it. */
  readonly remoteUrl: string;
  /** `http://127.0.0.1:<port>/api/v3`, here and where jobs run. */
  readonly apiUrl: string;
  /** As the owner of the repository. */
  readonly octokit: Octokit;
  /** Secrets and variables. */
  readonly settings: Settings;
  /** Switches of the repository and its organisation, for a test to turn. */
  readonly features: Features;
  /** Every run there was, oldest first. */
  runs(filter?: RunFilter): readonly Run[];
  /** The first run that is of this kind, when it is over. @throws after `timeoutMs`, default one minute. */
  waitFor(filter: RunFilter, timeoutMs?: number): Promise<Run>;
  /** Resolves when no run is going on or waiting. @throws after `timeoutMs`, default one minute. */
  idle(timeoutMs?: number): Promise<void>;
  /** What a run's jobs printed, secrets hidden; of all jobs, or of one. */
  log(run: Run, job?: string): Promise<string>;
  /** Ends it, and the runs that are going on. */
  close(): Promise<void>;
}

const MINUTE_MS = 60_000;
/** What is refused is thrown, and need not be printed too. */
const silence = () => {};
const QUIET = { debug: silence, info: silence, warn: silence, error: silence };

/** Starts a GitHub with an empty repository below `directory`, which is left there afterwards, with all logs. */
export async function startGitHub({ cloud, ...options }: GitHubOptions): Promise<LocalGitHub> {
  const closing = new AbortController();
  const machine = cloud ? insideCloud(cloud) : HERE;
  const api = createApi();
  const hub = await openHub({ ...options, machine, closing: closing.signal }, api);
  addRoutes(api, hub);
  await api.listen({ host: '127.0.0.1', port: 0 });
  const { port } = api.server.address() as AddressInfo;
  const socketPath = join(resolve(options.directory), 'inside.sock');
  const closeInside = cloud ? await openInside(machine, port, socketPath) : async () => {};
  const token = hub.tokens.issue({ actor: hub.owner, permissions: 'all' });
  const octokit = new Octokit({ auth: token, baseUrl: apiUrl(hub.place), log: QUIET });
  const { runs, place, settings, features } = hub;
  const idle = async (timeoutMs = MINUTE_MS) => {
    const allOver = () => (runs.list().every(({ status }) => status === 'completed') ? true : undefined);
    await runs.when(allOver, 'all runs to end', timeoutMs);
  };
  return {
    ...{ repository: place.repository, apiUrl: apiUrl(place), octokit, settings, features, idle },
    remoteUrl: `http://${hub.owner.login}:${token}@127.0.0.1:${port}/${place.repository}.git`,
    ...doingsOf(hub, octokit),
    runs: (filter) => runs.list(filter),
    waitFor: (filter, timeoutMs = MINUTE_MS) =>
      runs.when(() => over(runs.list(filter)), `a run of ${JSON.stringify(filter)}`, timeoutMs),
    log: readLog,
    close: async () => {
      closing.abort();
      await idle();
      await closeInside();
      await api.close();
    },
  };
}

const over = ([run]: readonly Run[]): Run | undefined => (run?.status === 'completed' ? run : undefined);

async function readLog(run: Run, job?: string): Promise<string> {
  const ids = run.jobs.map(({ id }) => id).filter((id) => job === undefined || id === job);
  const read = (id: string) => readFile(join(run.folder, `${id}.log`), 'utf8').catch(() => '');
  return (await Promise.all(ids.map(read))).join('');
}
