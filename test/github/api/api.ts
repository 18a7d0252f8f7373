import Fastify, { type FastifyInstance } from 'fastify';
import type { Hub } from '../hub.ts';
import { answerErrors, GitHubError } from './errors.ts';
import { gitRoutes } from './git.ts';
import { routesOf } from './route.ts';
import { actionRoutes } from './routes/actions.ts';
import { branchPolicyRoutes } from './routes/branch-policies.ts';
import { commentRoutes } from './routes/comments.ts';
import { commitRoutes } from './routes/commits.ts';
import { compareRoutes } from './routes/compare.ts';
import { contentRoutes } from './routes/contents.ts';
import { environmentRoutes } from './routes/environments.ts';
import { issueRoutes } from './routes/issues.ts';
import { lockRoutes } from './routes/locks.ts';
import { mergeRoutes } from './routes/merges.ts';
import { pendingDeploymentRoutes } from './routes/pending-deployments.ts';
import { pullRoutes } from './routes/pulls.ts';
import { refRoutes } from './routes/refs.ts';
import { repositoryRoutes, userRoutes } from './routes/repository.ts';
import { runRoutes } from './routes/runs.ts';
import { workflowRoutes } from './routes/workflows.ts';

const ROUTES = [
  ...[repositoryRoutes, issueRoutes, commentRoutes, pullRoutes, mergeRoutes],
  ...[contentRoutes, refRoutes, commitRoutes, compareRoutes, actionRoutes, runRoutes, workflowRoutes],
  ...[environmentRoutes, branchPolicyRoutes, pendingDeploymentRoutes, lockRoutes],
];

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    throw new GitHubError(400, 'Problems parsing JSON');
  }
}

/** Adds the REST API below `/api/v3`, like GitHub Enterprise, and git itself. */
export function createApi(): FastifyInstance {
  const api = Fastify({ bodyLimit: 32 * 1024 * 1024, routerOptions: { maxParamLength: 500 } });
  answerErrors(api);
  // GitHub parses every body as JSON, whatever its content type.
  api.removeAllContentTypeParsers();
  api.addContentTypeParser('*', { parseAs: 'string' }, async (_: unknown, text: string) => parseJson(text));
  return api;
}

export function addRoutes(api: FastifyInstance, hub: Hub): void {
  const add = routesOf(api, hub);
  for (const addAll of ROUTES) addAll(add, hub);
  userRoutes(api, hub);
  api.register(async (scope) => gitRoutes(scope, hub));
}
