import type { Hub } from '../../hub.ts';
import { repositoryUrl } from './common.ts';
import type { Answer } from './shape.ts';

const FORMAT = ['%B', '%P', '%an', '%ae', '%aI', '%T'].join('%x00');

/** A commit in lists and comparisons. */
export async function commitView(hub: Pick<Hub, 'git' | 'place'>, sha: string) {
  const said = await hub.git(['show', '-s', `--format=${FORMAT}`, sha]);
  const [message = '', parents = '', name, email, date, tree = ''] = said.split('\0');
  const url = `${repositoryUrl(hub.place)}/commits/`;
  return {
    ...{ sha, url: url + sha, html_url: `${hub.place.serverUrl}/${hub.place.repository}/commit/${sha}` },
    commit: { message: message.trim(), author: { name, email, date }, tree: { sha: tree, url: '' } },
    parents: parents
      .split(' ')
      .filter(Boolean)
      .map((parent) => ({ sha: parent, url: url + parent })),
  } satisfies Answer<'repos', 'getCommit'>;
}
