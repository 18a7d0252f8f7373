import type { Hub } from '../../hub.ts';
import { gitOr, linesOf, shaOf } from '../../repository/git.ts';
import { found } from '../errors.ts';
import { page } from '../paging.ts';
import type { AddRoute, Call } from '../route.ts';
import { commitView } from '../views/commit.ts';
import type { Answer } from '../views/shape.ts';

/** `/compare/<base>...<head>`: the commits in head that are not in base, oldest first, and how far the two have diverged. */
export function compareRoutes(add: AddRoute, hub: Hub): void {
  add('GET', '/compare/*', ['contents:read'], async (call) => {
    const [from = '', to = ''] = (call.params['*'] ?? '').split('...');
    const base = found(await shaOf(hub.git, from));
    const head = found(await shaOf(hub.git, to));
    const mergeBase = found(await gitOr(hub.git)(['merge-base', base, head]));
    const ahead = linesOf(await hub.git(['rev-list', '--reverse', '--topo-order', `${base}..${head}`]));
    const behind = linesOf(await hub.git(['rev-list', `${head}..${base}`]));
    return {
      status: statusOf(ahead.length, behind.length),
      ...{ ahead_by: ahead.length, behind_by: behind.length, total_commits: ahead.length },
      ...{ base_commit: await commitView(hub, base), merge_base_commit: await commitView(hub, mergeBase) },
      commits: await Promise.all(onePage(call, ahead).map((sha) => commitView(hub, sha))),
    } satisfies Answer<'repos', 'compareCommitsWithBasehead'>;
  });
}

function statusOf(ahead: number, behind: number) {
  if (behind === 0) return ahead === 0 ? 'identical' : 'ahead';
  return ahead === 0 ? 'behind' : 'diverged';
}

/** A request without a page gets at most 250 commits, and no hint that there are more. */
const MOST_UNPAGED = 250;

const onePage = (call: Call, commits: readonly string[]): readonly string[] =>
  call.query.page === undefined && call.query.per_page === undefined
    ? commits.slice(0, MOST_UNPAGED)
    : page(call, commits);
