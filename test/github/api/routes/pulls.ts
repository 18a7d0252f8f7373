import { z } from 'zod';
import { type Caller, isJob } from '../../actors.ts';
import { closePull, editPull, pullOpened, pullReopened } from '../../events/pull.ts';
import { learnMergeable } from '../../events/trial-merge.ts';
import type { Hub } from '../../hub.ts';
import { isPull, labelOf, type PullEnd, type PullRequest } from '../../issues.ts';
import { fileChange, rawChanges } from '../../repository/changes.ts';
import { shaOf } from '../../repository/git.ts';
import { forbidden, found, GitHubError, invalid, parse } from '../errors.ts';
import { page } from '../paging.ts';
import type { AddRoute } from '../route.ts';
import { pullInList, pullView } from '../views/pull.ts';
import { listedPulls } from './listed-pulls.ts';

const newPull = z.object({
  ...{ title: z.string().min(1), head: z.string(), base: z.string(), body: z.string().nullish() },
});
const change = z.object({
  ...{
    title: z.string().optional(),
    body: z.string().nullish(),
    base: z.string().optional(),
    state: z.enum(['open', 'closed']).optional(),
  },
});

/** GitHub lists at most this many files of a pull request. */
const MOST_FILES = 3000;

export function pullRoutes(add: AddRoute, hub: Hub): void {
  add('POST', '/pulls', ['pull-requests:write'], async ({ body, caller, reply }) => {
    const pull = await open(hub, parse(newPull, body), caller);
    reply.code(201);
    return pullView(hub, pull);
  });
  add('GET', '/pulls', ['pull-requests:read'], (call) =>
    page(
      call,
      listedPulls(hub.issues.pulls(), call.query).map((pull) => pullInList(hub, pull)),
    ),
  );
  add('GET', '/pulls/:number', ['pull-requests:read'], async ({ params }) => {
    const issue = pullOf(hub, params.number);
    const view = pullView(hub, issue);
    if (issue.state === 'open' && view.mergeable === null) await learnMergeable(hub, issue);
    return view;
  });
  add('PATCH', '/pulls/:number', ['pull-requests:write'], async ({ params, body, caller }) => {
    const pull = pullOf(hub, params.number);
    const { state = pull.state, base: branch, ...texts } = parse(change, body);
    const base = branch === undefined ? undefined : await endOf(hub, hub.place.repository, branch, 'base');
    await editPull(hub, pull, { ...texts, base }, caller);
    if (state !== pull.state) await (state === 'closed' ? closePull : pullReopened)(hub, pull, caller);
    return pullView(hub, pull);
  });
  add('GET', '/pulls/:number/files', ['pull-requests:read'], async (call) => {
    const { head, base } = pullOf(hub, call.params.number).pull;
    const lines = page(call, (await rawChanges(hub.git, base.sha, head.sha)).slice(0, MOST_FILES));
    return Promise.all(lines.map((line) => fileChange(hub.git, base.sha, head.sha, line)));
  });
}

export function pullOf(hub: Hub, number: string | undefined): PullRequest {
  const issue = found(hub.issues.find(Number(number)));
  return found(isPull(issue) ? issue : undefined);
}

async function open(hub: Hub, given: z.infer<typeof newPull>, caller: Caller): Promise<PullRequest> {
  if (isJob(caller) && !hub.actionsMayOpenPulls)
    throw forbidden('GitHub Actions is not permitted to create or approve pull requests.');
  const base = await endOf(hub, hub.place.repository, given.base, 'base');
  const head = await headOf(hub, given.head);
  if (base.sha === head.sha)
    throw invalid('PullRequest', `No commits between ${base.branch} and ${head.branch}`);
  const twin = hub.issues.pulls().find((each) => each.state === 'open' && isSame(each.pull.head, head));
  if (twin) throw invalid('PullRequest', `A pull request already exists for ${labelOf(head)}.`);
  const pull = hub.issues.add(caller.actor, {
    ...given,
    pull: { head, base, mergeSha: undefined, mergeable: null },
  }) as PullRequest;
  await pullOpened(hub, pull, caller);
  return pull;
}

/** `branch`, or `login:branch` for a branch in that person's fork. */
function headOf(hub: Hub, head: string): Promise<PullEnd> {
  const [, login = hub.owner.login, branch = ''] = /^(?:([^:]+):)?(.+)$/.exec(head) ?? [];
  return endOf(hub, `${login}/${hub.place.repository.split('/')[1]}`, branch, 'head');
}

async function endOf(hub: Hub, repository: string, branch: string, field: string): Promise<PullEnd> {
  const git = hub.repositories.get(repository);
  const sha = git && (await shaOf(git, `refs/heads/${branch}`));
  if (!sha)
    throw new GitHubError(422, 'Validation Failed', [{ resource: 'PullRequest', field, code: 'invalid' }]);
  return { repository, branch, sha };
}

const isSame = (a: PullEnd, b: PullEnd): boolean => a.repository === b.repository && a.branch === b.branch;
