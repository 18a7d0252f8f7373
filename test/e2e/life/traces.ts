import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryOf } from './pages.ts';
import type { World } from './world.ts';

/** Everything that a cluster's life left where others may read it, by kind. */
export async function traces({ github, cloud }: World): Promise<Record<string, string>> {
  const runs = github.runs();
  const jobs = runs.flatMap((run) => run.jobs);
  const repository = repositoryOf(github);
  const { issues } = github.octokit.rest;
  const all = await github.octokit.paginate(issues.listForRepo, {
    ...repository,
    state: 'all',
    per_page: 100,
  });
  const commentsOf = (issue_number: number) =>
    github.octokit.paginate(issues.listComments, { ...repository, issue_number, per_page: 100 });
  return {
    log: (await Promise.all(runs.map((run) => github.log(run)))).join('\n'),
    summary: jobs.map(({ summary }) => summary).join('\n'),
    annotation: JSON.stringify(jobs.flatMap(({ annotations }) => annotations)),
    comment: JSON.stringify(await Promise.all(all.map(({ number }) => commentsOf(number)))),
    issue: JSON.stringify(all),
    artifact: (await Promise.all(runs.map(({ folder }) => contents(join(folder, 'artifacts'))))).join('\n'),
    journal: await readFile(cloud.paths.apiLog, 'utf8'),
  };
}

async function contents(folder: string): Promise<string> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = found.filter((entry) => entry.isFile());
  return (
    await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')))
  ).join('\n');
}
