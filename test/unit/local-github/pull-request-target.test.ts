import { expect, it } from 'vitest';
import { command } from '../../cloud/runtime/command.ts';
import { commitFiles } from '../../github/repository/work-tree.ts';
import { workflow, world } from './set-up.ts';
import { knownPull, runsOf } from './set-up-pulls.ts';

const { github, push, clone } = await world();
const [owner = '', repo = ''] = github.repository.split('/');
const git = (...args: string[]) => command('git', ['-C', clone, ...args]).then((said) => said.trim());
const fromMain = (branch: string) => git('switch', '--quiet', '--force-create', branch, 'main');

const SCRIPT = `
event() { node -p "const event = require(process.env.GITHUB_EVENT_PATH); JSON.stringify($1)"; }
echo "ref $GITHUB_REF $GITHUB_SHA $GITHUB_BASE_REF $GITHUB_HEAD_REF [$SECRET]"
echo "action $(event 'event.action') $(event 'event.changes')"
curl -sS -o /dev/null -w 'comment %{http_code}\\n' -H "Authorization: Bearer $TOKEN" \\
  "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues/$(event 'event.number')/comments" -d '{"body":"plan"}'`;
const rights = `permissions: { pull-requests: write }
env: { TOKEN: "\${{ github.token }}", SECRET: "\${{ secrets.SECRET }}" }`;
const types = 'types: [opened, synchronize, reopened, edited]';
const PLAN = workflow(`{ pull_request_target: { ${types} } }`, SCRIPT, rights);

github.settings.setSecret('SECRET', 'hush');
await push({
  '.github/workflows/plan.yml': PLAN,
  '.github/workflows/merge.yml': workflow('pull_request', SCRIPT, rights),
  text: 'one\n',
});

const logOf = async (run: { readonly workflow: string } | undefined) =>
  github.log(run as Parameters<typeof github.log>[0]);

it('runs the default branch’s workflow, even for a pull request into another branch that changes it', async () => {
  await fromMain('stack-1');
  await push({ '.github/workflows/plan.yml': PLAN.replace('echo "ref', 'echo "forged') }, 'stack-1');
  await push({ 'stacked.txt': 'a' }, 'stack-2');
  const runs = await runsOf(github, () => github.pullRequest({ head: 'stack-2', base: 'stack-1' }));
  const target = runs.find(({ event }) => event === 'pull_request_target');
  const main = await git('rev-parse', 'main');
  expect(await logOf(target)).toContain(`ref refs/heads/main ${main} stack-1 stack-2 [***]`);
  expect(target).toMatchObject({ pull: 1, sha: main, headSha: await git('rev-parse', 'stack-2') });
  expect(runs.map(({ event }) => event).sort()).toEqual(['pull_request', 'pull_request_target']);
});

it('gives secrets and the declared permissions to a fork’s pull request, unlike pull_request', async () => {
  const fork = `${clone}-fork`;
  await command('git', ['clone', '--quiet', await github.fork('stranger'), fork]);
  await commitFiles(fork, { 'mine.txt': 'a' }, { branch: 'mine' });
  const runs = await runsOf(github, () => github.pullRequest({ head: 'stranger:mine' }));
  const logs = Object.fromEntries(
    await Promise.all(runs.map(async (run) => [run.event, await logOf(run)] as const)),
  );
  expect(logs.pull_request_target).toMatch(/ref refs\/heads\/main .* \[\*\*\*\]\n.*\ncomment 201/);
  expect(logs.pull_request).toMatch(/ref refs\/pull\/2\/merge .* \[\]\n.*\ncomment 403/);
});

it('runs during a conflict, unlike pull_request', async () => {
  await fromMain('conflict');
  await push({ text: 'theirs\n' }, 'conflict');
  const opened = await runsOf(github, () => github.pullRequest({ head: 'conflict' }));
  expect(opened.map(({ event }) => event).sort()).toEqual(['pull_request', 'pull_request_target']);
  const merge = () => git('ls-remote', 'origin', 'refs/pull/3/merge');
  const trial = await merge();
  await git('switch', '--quiet', 'main');
  await push({ text: 'ours\n' });
  const runs = await runsOf(github, () => push({ more: 'x' }, 'conflict'));
  expect(runs.map(({ event }) => event)).toEqual(['pull_request_target']);
  expect(await knownPull(github, 3)).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
  expect(await merge()).toBe(trial);
});

it('reports edits and reopening', async () => {
  const edit = { owner, repo, pull_number: 1 };
  const update = github.octokit.rest.pulls.update;
  const [titled] = await runsOf(github, () => update({ ...edit, title: 'Another' }));
  expect(await logOf(titled)).toContain('action "edited" {"title":{"from":"A change"}}');
  const [based] = await runsOf(github, () => update({ ...edit, base: 'main' }));
  expect(await logOf(based)).toContain('action "edited" {"base":{"ref":{"from":"stack-1"}');
  expect(await runsOf(github, () => update({ ...edit, base: 'main' }))).toEqual([]);
  expect(await runsOf(github, () => update({ ...edit, state: 'closed' }))).toEqual([]);
  const reopened = await runsOf(github, () => update({ ...edit, state: 'open' }));
  expect(await logOf(reopened.at(-1))).toContain('action "reopened"');
});
