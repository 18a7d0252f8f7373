import { relative } from 'node:path';
import { commitFile, ensureBranch } from '../github/contents.ts';
import type { GitHub } from '../github/github.ts';
import { openPullRequest } from '../github/pull-requests.ts';
import { startWorkflow } from '../github/workflows.ts';
import { REQUEST_RULES, type RegionRequest } from '../region/request.ts';
import type { RegionFile } from '../region/write.ts';
import { InputError, text } from './inputs.ts';
import { output, summarise } from './workflow.ts';

/** The region's inputs; the first that is wrong is told, and nothing of it goes anywhere. */
export function regionRequest(): RegionRequest {
  const read = (input: keyof RegionRequest): string => {
    const value = text(input);
    const mistake = REQUEST_RULES[input](value);
    if (mistake !== undefined) throw new InputError(input, mistake);
    return value;
  };
  return { region: read('region'), hosts: Number(read('hosts')), size: read('size') };
}

type Mode = 'pull-request' | 'commit';

export function mode(): Mode {
  const value = text('mode') || 'pull-request';
  if (value === 'pull-request' || value === 'commit') return value;
  throw new InputError('mode', 'is neither pull-request nor commit: write one of the two.');
}

/** Brings the file to the repository, as asked. */
export async function publish(github: GitHub, file: RegionFile, request: RegionRequest): Promise<void> {
  const { GITHUB_SHA: sha = '', GITHUB_REF_NAME: base = '', GITHUB_REF_TYPE: type } = process.env;
  if (type !== 'branch')
    throw new Error(
      'add-region needs a branch. Open Actions > add-region > Run workflow and choose one under "Use workflow from".',
    );
  const path = relative(
    process.env.GITHUB_WORKSPACE ?? process.cwd(),
    `${text('directory') || '.'}/${file.path}`,
  );
  const title = `Add ${file.names.join(', ')} in ${request.region}`;
  const change = { path, before: file.before, after: file.after, message: title };
  if (mode() === 'commit') {
    output('head-sha', await commitFile(github, { ...change, branch: base }));
    await startWorkflow(github, text('deploy-workflow') || 'deploy.yml', base);
    return tell(`${title}: committed to ${base}, and the deployment started.`);
  }
  // Named by what it adds, so that running again finds it.
  const branch = `add-${request.region}-${file.names[0]}-${request.hosts}x${request.size}`;
  await ensureBranch(github, branch, sha);
  await commitFile(github, { ...change, branch });
  const pull = await openPullRequest(github, {
    branch,
    base,
    title,
    body: `${request.hosts} × ${request.size}`,
  });
  output('pull-request', String(pull.number));
  output('base-sha', pull.base);
  output('head-sha', pull.head);
  await tell(`${title}: ${pull.url}`);
}

async function tell(line: string): Promise<void> {
  process.stdout.write(`${line}\n`);
  await summarise(`${line}\n`);
}
