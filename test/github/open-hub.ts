import { EventEmitter } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type Actor, Tokens } from './actors.ts';
import { Environments } from './environments/environments.ts';
import { Reviews } from './environments/reviews.ts';
import { usualFeatures } from './features.ts';
import type { Hub } from './hub.ts';
import { Issues } from './issues.ts';
import type { RunnerMachine } from './machine/machine.ts';
import { createBare } from './repository/bare.ts';
import { Concurrency } from './runner/concurrency.ts';
import { Runs } from './runs.ts';
import { Settings } from './settings.ts';
import { WorkflowStates } from './workflow-states.ts';

export interface HubOptions {
  readonly directory: string;
  readonly machine: RunnerMachine;
  readonly closing: AbortSignal;
  readonly owner?: string;
  readonly name?: string;
  readonly actionsMayOpenPulls?: boolean;
  /** Files of disabled workflows, e.g. `ci.yml`, which would run the tests that run it. */
  readonly disabled?: readonly string[];
  readonly log?: (line: string) => void;
}

/** An empty repository without any history. */
export async function openHub(options: HubOptions, api: FastifyInstance): Promise<Hub> {
  const { machine, closing, owner: login = 'acme', name = 'fleet', log = () => {} } = options;
  const directory = resolve(options.directory);
  const root = join(directory, 'repositories');
  const folder = join(directory, 'runs');
  await mkdir(folder, { recursive: true });
  const repository = `${login}/${name}`;
  const git = await createBare(join(root, `${repository}.git`));
  const owner: Actor = { login, id: 1000, type: 'User' };
  return {
    ...{ root, folder, git, owner, machine, log, closing, repositories: new Map([[repository, git]]) },
    ...{ tokens: new Tokens(), issues: new Issues(), runs: openRuns(), settings: new Settings() },
    ...{ environments: new Environments(), reviews: new Reviews() },
    ...{ features: usualFeatures(), workflowStates: new WorkflowStates(options.disabled ?? []) },
    ...{ concurrency: new Concurrency(), actionsMayOpenPulls: options.actionsMayOpenPulls ?? true },
    place: {
      repository,
      get serverUrl() {
        const { port } = api.server.address() as AddressInfo;
        return `http://127.0.0.1:${port}`;
      },
    },
  };
}

function openRuns(): Runs {
  const runs = new Runs();
  // Any number of tests may wait for a run at the same time.
  EventEmitter.setMaxListeners(0, runs);
  return runs;
}
