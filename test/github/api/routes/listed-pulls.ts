import { labelOf, type PullRequest } from '../../issues.ts';

type Query = Readonly<Record<string, string>>;

/** The pull requests of a list in its order: newest first by default. */
export function listedPulls(pulls: readonly PullRequest[], query: Query): readonly PullRequest[] {
  const { state = 'open', head, base } = query;
  const wanted = pulls
    .filter((pull) => state === 'all' || pull.state === state)
    .filter(({ pull }) => head === undefined || labelOf(pull.head) === head)
    .filter(({ pull }) => base === undefined || pull.base.branch === base);
  return inOrder(wanted, query);
}

function inOrder(pulls: readonly PullRequest[], { sort = 'created', direction }: Query) {
  const timeOf = ({ createdAt, updatedAt }: PullRequest) =>
    (sort === 'updated' ? updatedAt : createdAt).getTime();
  const ascending = pulls.toSorted((a, b) => timeOf(a) - timeOf(b) || a.number - b.number);
  // Lists that are not sorted by creation have the oldest first by default.
  return (direction ?? (sort === 'created' ? 'desc' : 'asc')) === 'desc' ? ascending.toReversed() : ascending;
}
