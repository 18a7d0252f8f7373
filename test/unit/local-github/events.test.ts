import { describe, expect, it } from 'vitest';
import { command } from '../../cloud/runtime/command.ts';
import { commitFiles } from '../../github/repository/work-tree.ts';
import { workflow, world } from './set-up.ts';

const { github, push, clone } = await world({ disabled: ['ci.yml'] });
const { octokit } = github;
const [owner = '', repo = ''] = github.repository.split('/');
const started = () => github.runs().map(({ workflow, event }) => `${workflow} ${event}`);
/** The runs that started since, once all have finished. */
async function since(act: () => Promise<unknown>) {
  const before = started().length;
  await act();
  await github.idle();
  return github.runs().slice(before);
}
const names = (runs: Awaited<ReturnType<typeof since>>) =>
  runs.map(({ workflow, event }) => `${workflow} ${event}`);

const PULL = `
name: plan
on: pull_request
permissions: { contents: read, pull-requests: write }
jobs:
  comment:
    runs-on: ubuntu-24.04
    env: { TOKEN: "\${{ github.token }}", BRANCH: "\${{ github.head_ref }}", SECRET: "\${{ secrets.SECRET }}" }
    steps:
      - run: |
          number=$(node -p 'JSON.parse(require("fs").readFileSync(process.env.GITHUB_EVENT_PATH)).number')
          ask() { curl -sS -w ' %{http_code}\\n' -H "Authorization: Bearer $TOKEN" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$1" "\${@:2}"; }
          ask "issues/$number/comments" -d "{\\"body\\":\\"plan of $GITHUB_SHA\\"}"
          ask issues -d '{"title":"not mine to open"}'
          echo "$BRANCH [\${#SECRET}] $GITHUB_REF"
`;

describe('a workflow is started by', () => {
  it('a push, depending on its branch and the changed paths', async () => {
    const branches = workflow('{ push: { branches: [main] } }', 'true');
    const paths = workflow('{ push: { branches: [main], paths: ["cluster/**", "!cluster/*.md"] } }', 'true');
    const first = await since(() =>
      push({
        '.github/workflows/all.yml': branches,
        '.github/workflows/some.yml': paths,
        '.github/workflows/ci.yml': branches,
      }),
    );
    expect(names(first)).toEqual(['all.yml push']);
    const cluster = await since(() => push({ 'cluster/cluster.yml': 'name: a', 'cluster/notes.md': 'a' }));
    expect(names(cluster)).toEqual(['all.yml push', 'some.yml push']);
    expect(names(await since(() => push({ 'cluster/notes.md': 'b' })))).toEqual(['all.yml push']);
    expect(names(await since(() => push({ 'cluster/cluster.yml': 'name: b' }, 'other')))).toEqual([]);
    await command('git', ['-C', clone, 'switch', '--quiet', 'main']);
  });

  it('a schedule, and a person who enters inputs of the declared types', async () => {
    const inputs =
      '{ hosts: { type: number, default: 2 }, mode: { type: choice, options: [a, b] }, dry: { type: boolean } }';
    const on = `{ schedule: [{ cron: '5 4 * * *' }], workflow_dispatch: { inputs: ${inputs} } }`;
    const script = `echo "\${{ toJSON(inputs) }} \${{ github.event.schedule }} \${{ inputs.dry && 1 || 2 }}"`;
    await push({ '.github/workflows/asked.yml': workflow(on, script) });
    const [asked] = await since(() => github.dispatch('asked.yml', { inputs: { dry: 'true' } }));
    expect((await github.log(asked ?? raise())).replaceAll(/\s+/g, ' ')).toContain(
      '{ hosts: 2, mode: a, dry: true } 1',
    );
    const [nightly] = await since(() => github.schedule('asked.yml'));
    expect(await github.log(nightly ?? raise())).toContain('{} 5 4 * * * 2');
    await expect(github.dispatch('asked.yml', { inputs: { mode: '"; rm -rf /"' } })).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining("for input 'mode' not in the list of allowed values"),
    });
    await expect(github.dispatch('all.yml')).rejects.toMatchObject({ status: 422 });
    await expect(github.dispatch('none.yml')).rejects.toMatchObject({ status: 404 });
  });
});

describe('a pull request', () => {
  it('is planned when opened and at each push, on its trial merge, with only the declared permissions', async () => {
    github.settings.setSecret('SECRET', 'hush');
    await push({ '.github/workflows/plan.yml': PULL });
    await push({ 'cluster/regions/tor1.yml': 'hosts: {}\n' }, 'add-tor1');
    const opened = await since(() => github.pullRequest({ head: 'add-tor1', title: 'Add tor1' }));
    expect(names(opened)).toEqual(['plan.yml pull_request']);
    const log = await github.log(opened[0] ?? raise());
    expect(log).toMatch(
      /201\n.*Resource not accessible by integration.* 403\nadd-tor1 \[4\] refs\/pull\/1\/merge/s,
    );
    const updated = await since(() => push({ 'cluster/regions/tor1.yml': 'hosts: { a: {} }\n' }, 'add-tor1'));
    expect(names(updated)).toEqual(['plan.yml pull_request']);
    const comments = await octokit.paginate(octokit.rest.issues.listComments, {
      owner,
      repo,
      issue_number: 1,
      per_page: 1,
    });
    expect(comments.map(({ user }) => user?.login)).toEqual(['github-actions[bot]', 'github-actions[bot]']);
    expect(comments.map(({ body }) => body)).toEqual(
      [...opened, ...updated].map(({ sha }) => `plan of ${sha}`),
    );
    const { data: files } = await octokit.rest.pulls.listFiles({ owner, repo, pull_number: 1 });
    expect(files).toMatchObject([{ filename: 'cluster/regions/tor1.yml', status: 'added', additions: 1 }]);
  });

  it('is merged by a push, and found by the merge commit', async () => {
    const merged = await since(() => github.merge(1));
    expect(names(merged)).toEqual(['all.yml push', 'some.yml push']);
    const commit_sha = merged[0]?.sha ?? '';
    const { data } = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({
      owner,
      repo,
      commit_sha,
    });
    expect(data).toMatchObject([{ number: 1, state: 'closed', merge_commit_sha: commit_sha }]);
    await command('git', ['-C', clone, 'pull', '--quiet', 'origin', 'main:main']);
  });

  it('from a fork gets no secrets and no write permission', async () => {
    const fork = `${clone}-fork`;
    await command('git', ['clone', '--quiet', await github.fork('stranger'), fork]);
    await commitFiles(
      fork,
      { 'cluster/mine.yml': 'a: 1\n' },
      { branch: '$(touch pwned)'.replaceAll(' ', '-') },
    );
    const [run] = await since(() => github.pullRequest({ head: 'stranger:$(touch-pwned)' }));
    const log = await github.log(run ?? raise());
    expect(log).toMatch(/not accessible by integration.* 403\n.* 403\n\$\(touch-pwned\) \[0\]/s);
  });
});

describe('a job', () => {
  it('starts other workflows only by workflow_dispatch', async () => {
    const script = `
ask() { curl -sS --fail -H "Authorization: Bearer $TOKEN" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$1" "\${@:2}"; }
git clone --quiet "\${GITHUB_SERVER_URL/:\\/\\//://x:$TOKEN@}/$GITHUB_REPOSITORY" . && git switch --create new
git -c user.name=a -c user.email=a@b commit --allow-empty --message new && git push --quiet origin new new:main
ask contents/cluster/new.yml -X PUT -d '{"message":"one","content":"YTogMQo=","branch":"new"}'
ask pulls -d '{"title":"by a job","head":"new","base":"main"}'
ask actions/workflows/asked.yml/dispatches -d '{"ref":"main","inputs":{"mode":"b"}}'`;
    const open = 'permissions: { contents: write, pull-requests: write, actions: write }';
    const env = `env: { TOKEN: "\${{ secrets.GITHUB_TOKEN }}" }`;
    await push({ '.github/workflows/busy.yml': workflow('workflow_dispatch', script, `${open}\n${env}`) });
    const runs = await since(() => github.dispatch('busy.yml'));
    expect(await github.log(runs[0] ?? raise())).toContain('"title":"by a job"');
    expect(names(runs)).toEqual(['busy.yml workflow_dispatch', 'asked.yml workflow_dispatch']);
    const { data } = await octokit.rest.repos.getContent({
      owner,
      repo,
      path: 'cluster/new.yml',
      ref: 'new',
    });
    expect(data).toMatchObject({ content: 'YTogMQo=', type: 'file' });
    await command('git', ['-C', clone, 'pull', '--quiet', 'origin', 'main:main']);
  });

  it('cannot push with a read-only token', async () => {
    const script = `git clone --quiet "\${GITHUB_SERVER_URL/:\\/\\//://x:$TOKEN@}/$GITHUB_REPOSITORY" .; git push origin HEAD:main2`;
    const env = `env: { TOKEN: "\${{ github.token }}" }\npermissions: { contents: read }`;
    await push({ '.github/workflows/busy.yml': workflow('workflow_dispatch', script, env) });
    const [run] = await since(() => github.dispatch('busy.yml'));
    expect(run?.conclusion).toBe('failure');
    expect(await github.log(run ?? raise())).toContain('error: 403');
  });
});

describe('issues', () => {
  it('are opened with labels, listed by label, updated and closed', async () => {
    const { data: opened } = await octokit.rest.issues.create({
      owner,
      repo,
      title: 'Drift',
      labels: ['drift'],
    });
    const issue_number = opened.number;
    await octokit.rest.issues.update({ owner, repo, issue_number, body: 'more' });
    const listed = await octokit.rest.issues.listForRepo({ owner, repo, labels: 'drift' });
    expect(listed.data).toMatchObject([
      { title: 'Drift', body: 'more', state: 'open', labels: [{ name: 'drift' }] },
    ]);
    await octokit.rest.issues.update({ owner, repo, issue_number, state: 'closed' });
    expect((await octokit.rest.issues.listForRepo({ owner, repo, labels: 'drift' })).data).toEqual([]);
  });
});

function raise(): never {
  throw new Error('No run was started');
}
