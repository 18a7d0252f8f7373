import { relative } from 'node:path';
import type { Offers } from '../cloud/allowance.ts';
import { observeOffers } from '../cloud/digitalocean/index.ts';
import { allHosts } from '../declaration/declaration.ts';
import { commitFile, ensureBranch } from '../github/contents.ts';
import type { GitHub } from '../github/github.ts';
import { openPullRequest } from '../github/pull-requests.ts';
import { startWorkflow } from '../github/workflows.ts';
import { money } from '../lib/words.ts';
import { block, code, row } from '../plan/render/markdown-escape.ts';
import { renderPicture } from '../plan/render/picture.ts';
import { type RegionFile, writeRegion } from '../region/region-file.ts';
import { REQUEST_RULES, type RegionRequest, refusalsOf } from '../region/request.ts';
import { directory } from './checkout.ts';
import { apiUrl, openDeclaration } from './cluster.ts';
import { COMMON, command } from './command.ts';
import { openRepository } from './github.ts';
import { InputError, secret, text, textOf, type Values } from './inputs.ts';
import { apiToken } from './secrets.ts';
import { print } from './show.ts';
import { output, summarise } from './workflow.ts';

const INPUTS = {
  'digitalocean-token': secret('DigitalOcean API token; read-only is enough.', { required: true }),
  'github-token': secret(
    "The job's own token (permissions `contents: write`, `pull-requests: write` and, to deploy a commit, `actions: write`).",
    { only: 'workflow' },
  ),
  region: text('DigitalOcean region, e.g. fra1.', { required: true }),
  hosts: text('Number of web hosts, at most 50.', { default: '1' }),
  size: text('Droplet size of each host.', { default: 's-1vcpu-1gb' }),
  mode: text(
    '`pull-request`, or `commit` to the branch that the workflow runs on and start its deployment.',
    { default: 'pull-request', only: 'workflow' },
  ),
  'deploy-workflow': text('File name of the workflow that deploys, started after a commit.', {
    ...{ default: 'deploy.yml', only: 'workflow' },
  }),
  ...COMMON,
};
type Given = Values<typeof INPUTS>;

export const addRegion = command({
  action: 'add-region',
  summary:
    'Adds web hosts in a region to the declaration, by a pull request or by a commit that is deployed at once. In a terminal, edits the file.',
  inputs: INPUTS,
  outputs: {
    hosts: 'Names of the hosts that were added, separated by spaces.',
    'pull-request': 'Number of the pull request, in mode `pull-request`.',
    'base-sha': 'Commit that the pull request is based on.',
    'head-sha': 'Commit that holds the hosts.',
  },
  async run(given) {
    const request = requestFrom(given);
    mustBeMode(given.mode);
    const declaration = await openDeclaration();
    const offers = await observeOffers({ token: apiToken().reveal(), endpoint: apiUrl() });
    const declared = allHosts(declaration).map(({ name }) => name);
    const refusals = refusalsOf(request, offers, declared);
    if (refusals.length > 0) throw new Error(refusals.join('\n'));
    const github = await openRepository();
    const file = await writeRegion(directory(), declaration, request, offers.droplets);
    output('hosts', file.names.join(' '));
    await summarise(renderAddition(file, request, offers));
    if (github) await publish(github, file, request, given);
    else print(`Wrote ${file.path} with ${file.names.join(', ')}: review it and commit it.`);
  },
});

/** Throws for the first malformed value, before any of them is used. */
function requestFrom({ region, hosts, size }: Given): RegionRequest {
  for (const [input, value] of Object.entries({ region, hosts, size })) {
    const mistake = REQUEST_RULES[input as keyof RegionRequest](value);
    if (mistake !== undefined) throw new InputError(input, mistake);
  }
  return { region, hosts: Number(hosts), size };
}

function mustBeMode(value: string): void {
  if (value === 'pull-request' || value === 'commit') return;
  throw new InputError('mode', 'is neither pull-request nor commit: write one of the two.');
}

/** In Markdown: the hosts that are added, what they cost, and the cluster with them. */
function renderAddition(
  { names, declaration }: RegionFile,
  { region, size }: RegionRequest,
  { sizes }: Offers,
): string {
  const monthly = sizes.find(({ slug }) => slug === size)?.monthly ?? 0;
  const rows = names.map((name) => row(code(name), code(region), code(size), money(monthly)));
  const cloud = names.map((name) => ({
    subject: { type: 'droplet' as const, name, host: name },
    action: 'create' as const,
  }));
  const web = declaration.web.map(({ name }) => name);
  const before = web.filter((name) => !names.includes(name));
  return [
    `**${names.length} to add · +${money(monthly * names.length)}/month**`,
    ['| Host | Region | Size | Per month |', '|---|---|---|--:|', ...rows].join('\n'),
    block('mermaid', renderPicture({ cloud, rotation: { before, after: web } }, declaration)),
    '',
  ].join('\n\n');
}

/** Commits the file, or opens a pull request with it. */
async function publish(
  github: GitHub,
  file: RegionFile,
  request: RegionRequest,
  given: Given,
): Promise<void> {
  const { GITHUB_SHA: sha = '', GITHUB_REF_NAME: base = '', GITHUB_REF_TYPE: type } = process.env;
  if (type !== 'branch')
    throw new Error(
      'add-region needs a branch. Open Actions > add-region > Run workflow and choose one under "Use workflow from".',
    );
  const path = relative(
    process.env.GITHUB_WORKSPACE ?? process.cwd(),
    `${textOf('directory') || '.'}/${file.path}`,
  );
  const title = `Add ${file.names.join(', ')} in ${request.region}`;
  const change = { path, before: file.before, after: file.after, message: title };
  if (given.mode === 'commit') {
    output('head-sha', await commitFile(github, { ...change, branch: base }));
    await startWorkflow(github, given['deploy-workflow'], base);
    return announce(`${title}: committed to ${base}, and the deployment started.`);
  }
  // Named after what it adds, so a second run finds it.
  const branch = `add-${request.region}-${file.names[0]}-${request.hosts}x${request.size}`;
  await ensureBranch(github, branch, sha);
  await commitFile(github, { ...change, branch });
  const body = `${request.hosts} × ${request.size}`;
  const pull = await openPullRequest(github, { branch, base, title, body });
  output('pull-request', String(pull.number));
  output('base-sha', pull.base);
  output('head-sha', pull.head);
  await announce(`${title}: ${pull.url}`);
}

async function announce(line: string): Promise<void> {
  print(line);
  await summarise(`${line}\n`);
}
