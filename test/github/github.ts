import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { Octokit } from '@octokit/rest';
import type { LocalCloud } from '../cloud/cloud.ts';
import { addRoutes, createApi } from './api/api.ts';
import type { Features } from './features.ts';
import { HERE } from './machine/here.ts';
import { insideCloud } from './machine/inside.ts';
import { openInside } from './machine/reach.ts';
import { type HubOptions, openHub } from './open-hub.ts';
import { apiUrl } from './runner/contexts.ts';
import type { Run, RunFilter } from './runs.ts';
import type { Settings } from './settings.ts';
import { type UserActions, userActions } from './user-actions.ts';

export interface GitHubOptions extends Omit<HubOptions, 'machine' | 'closing'> {
  /** Jobs run inside its network, where actions reach the hosts. Without it, they run on this machine. */
  readonly cloud?: Pick<LocalCloud, 'paths' | 'environment'>;
}

/** A local GitHub with one repository. */
export interface LocalGitHub extends UserActions {
  /** `owner/name` */
  readonly repository: string;
  /** The URL for `git push`, with the owner's token. */
  readonly remoteUrl: string;
  /** `http://127.0.0.1:<port>/api/v3`, on this machine and in jobs. */
  readonly apiUrl: string;
  /** Authenticated as the owner of the repository. */
  readonly octokit: Octokit;
  /** Secrets and variables. */
  readonly settings: Settings;
  /** Settings of the repository and its organization that tests can change. */
  readonly features: Features;
  /** All runs, oldest first. */
  runs(filter?: RunFilter): readonly Run[];
  /** Waits for the first run of this kind to finish. @throws after `timeoutMs`, one minute by default. */
  waitFor(filter: RunFilter, timeoutMs?: number): Promise<Run>;
  /** Resolves when no run is in progress or waiting. @throws after `timeoutMs`, one minute by default. */
  idle(timeoutMs?: number): Promise<void>;
  /** The log of all jobs of a run, or of one job, with secrets hidden. */
  log(run: Run, job?: string): Promise<string>;
  /** Stops the GitHub and all running jobs. */
  close(): Promise<void>;
}

const MINUTE_MS = 60_000;
/** Refused requests throw, so Octokit does not print them as well. */
const silence = () => {};
const QUIET = { debug: silence, info: silence, warn: silence, error: silence };

/** Starts a GitHub with an empty repository below `directory`. Repository and logs stay there afterwards. */
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
    ...userActions(hub, octokit),
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
