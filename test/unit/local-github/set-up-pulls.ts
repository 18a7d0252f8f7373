import type { LocalGitHub } from '../../github/github.ts';
import type { Run } from '../../github/runs.ts';

/** The runs that an action starts, once all have finished. */
export async function runsOf(github: LocalGitHub, act: () => Promise<unknown>): Promise<readonly Run[]> {
  const after = github.runs().at(-1);
  await act();
  await github.idle();
  return github.runs({ after });
}

/** A pull request from the API, once GitHub knows whether it can be merged. */
export async function knownPull({ octokit, repository }: LocalGitHub, pull_number: number) {
  const [owner = '', repo = ''] = repository.split('/');
  for (;;) {
    const { data } = await octokit.rest.pulls.get({ owner, repo, pull_number });
    if (data.mergeable !== null || data.state === 'closed') return data;
  }
}
