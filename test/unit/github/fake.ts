import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { onTestFinished } from 'vitest';
import { type GitHub, openGitHub } from '../../../actions/src/github/github.ts';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { askBackend } from '../../github/repository/backend.ts';

export const BOT = 'github-actions[bot]';

interface Said {
  id: number;
  body: string;
  user: { login: string };
}

interface Issue extends Said {
  number: number;
  title: string;
  state: string;
}

interface Refused {
  readonly status: number;
  readonly message: string;
  readonly headers?: Record<string, string>;
}

/** The parts of GitHub that these tests need: its contents, and the requests it received. */
export class World {
  comments: Said[] = [];
  issues: Issue[] = [];
  pulls: object[] = [];
  /** The default branch's commits, oldest first, for tests that compare them. */
  history: string[] = [];
  /** Folder with `o/r.git`, for actions that fetch from it. */
  repositories: string | undefined;
  files = new Map<string, string>();
  branches = new Map<string, string>([['main', 'e'.repeat(40)]]);
  /** The state of each workflow by its file name. */
  workflows = new Map<string, string>();
  /** Workflows that were started. */
  readonly started: Body[] = [];
  readonly requests: string[] = [];
  /** Answers to give instead, by `METHOD path`, without the repository's part of the path. */
  readonly refusals = new Map<string, Refused>();
}

type Body = Record<string, unknown>;
type Answer = readonly [status: number, body?: unknown];

export async function startGitHub(
  world = new World(),
): Promise<{ world: World; url: string; github: GitHub }> {
  const listener = createServer(async (request, response) => {
    if (request.url?.startsWith('/o/r/')) return serveGit(world, request, response);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const path = decodeURIComponent(url.pathname).replace('/repos/o/r/', '');
    const body: Body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
    world.requests.push(`${request.method} ${path}`);
    const [status, answer] = answerTo(world, `${request.method} ${path}`, url, body);
    const { headers } = world.refusals.get(`${request.method} ${path}`) ?? {};
    response.writeHead(status, { 'content-type': 'application/json', ...headers, ...nextLink(answer, url) });
    response.end(answer === undefined ? '' : JSON.stringify(page(answer, url)));
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void listener.close());
  const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  const github = await openGitHub({ token: new Secret('t'), apiUrl: url, repository: 'o/r', author: BOT });
  return { world, url, github };
}

async function serveGit(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { url = '', method, headers } = request;
  const path = url.replace('/o/r/', '/o/r.git/').split('?', 1)[0] ?? '';
  const body = method === 'POST' ? request : undefined;
  const asked = { url, method, headers, body } as unknown as FastifyRequest;
  const answer = await askBackend(world.repositories ?? '', path, 'reader', asked);
  response.writeHead(answer.status, answer.headers).end(answer.body);
}

const size = (url: URL) => Number(url.searchParams.get('per_page') ?? 30);
const number = (url: URL) => Number(url.searchParams.get('page') ?? 1);
const page = (answer: unknown, url: URL) =>
  Array.isArray(answer) ? answer.slice((number(url) - 1) * size(url), number(url) * size(url)) : answer;

function nextLink(answer: unknown, url: URL): Record<string, string> {
  if (!Array.isArray(answer) || answer.length <= number(url) * size(url)) return {};
  const next = new URL(url);
  next.searchParams.set('page', String(number(url) + 1));
  return { link: `<${next.href}>; rel="next"` };
}

function answerTo(world: World, asked: string, url: URL, body: Body): Answer {
  const refusal = world.refusals.get(asked);
  if (refusal) return [refusal.status, { message: refusal.message }];
  for (const [pattern, answer] of ROUTES) {
    const match = pattern.exec(asked);
    if (match) return answer(world, match[1] ?? '', body, url);
  }
  return [404, { message: 'Not Found' }];
}

type Route = readonly [RegExp, (world: World, part: string, body: Body, url: URL) => Answer];

const say = (world: World, body: Body): Said => {
  const said = { id: world.comments.length + 1, body: String(body.body), user: { login: BOT } };
  world.comments.push(said);
  return said;
};

const change = <T extends object>(found: T | undefined, body: Body): Answer =>
  found ? [200, Object.assign(found, body)] : [404, { message: 'Not Found' }];

const ROUTES: readonly Route[] = [
  [/^GET issues\/\d+\/comments$/, (world) => [200, world.comments]],
  [/^POST issues\/\d+\/comments$/, (world, _, body) => [201, say(world, body)]],
  [
    /^PATCH issues\/comments\/(\d+)$/,
    (world, id, body) =>
      change(
        world.comments.find((comment) => comment.id === Number(id)),
        body,
      ),
  ],
  [/^GET issues$/, (world) => [200, world.issues.filter(({ state }) => state === 'open')]],
  [
    /^POST issues$/,
    (world, _, body) => {
      const id = world.issues.length + 1;
      world.issues.push({
        id,
        number: id,
        state: 'open',
        user: { login: BOT },
        ...(body as { title: string; body: string }),
      });
      return [201, world.issues.at(-1)];
    },
  ],
  [
    /^PATCH issues\/(\d+)$/,
    (world, id, body) =>
      change(
        world.issues.find((issue) => issue.number === Number(id)),
        body,
      ),
  ],
  [
    /^GET contents\/(.+)$/,
    (world, path, _, url) => {
      const text = world.files.get(`${url.searchParams.get('ref')}:${path}`);
      if (text === undefined) return [404, { message: 'Not Found' }];
      return [200, { type: 'file', sha: 'blob', content: Buffer.from(text).toString('base64') }];
    },
  ],
  [
    /^PUT contents\/(.+)$/,
    (world, path, body) => {
      world.files.set(`${body.branch}:${path}`, Buffer.from(String(body.content), 'base64').toString());
      world.branches.set(String(body.branch), 'f'.repeat(40));
      return [200, { commit: { sha: 'f'.repeat(40) } }];
    },
  ],
  [
    /^POST git\/refs$/,
    (world, _, { ref, sha }) => {
      const branch = String(ref).replace('refs/heads/', '');
      if (world.branches.has(branch)) return [422, { message: 'Reference already exists' }];
      world.branches.set(branch, String(sha));
      return [201, {}];
    },
  ],
  [/^GET git\/ref\/heads\/(.+)$/, (world, branch) => [200, { object: { sha: world.branches.get(branch) } }]],
  [/^GET pulls$/, (world) => [200, world.pulls]],
  [
    /^POST pulls$/,
    (world, _, body) => {
      const base = { sha: world.branches.get(String(body.base)) };
      const head = { sha: world.branches.get(String(body.head)) };
      world.pulls.push({
        number: 12,
        html_url: 'https://github.com/o/r/pull/12',
        title: body.title,
        base,
        head,
      });
      return [201, world.pulls.at(-1)];
    },
  ],
  [
    /^POST actions\/workflows\/(.+)\/dispatches$/,
    (world, workflow, body) => {
      world.started.push({ workflow, ...body });
      return [204];
    },
  ],
  [/^GET \/repos\/o\/r$/, () => [200, { default_branch: 'main' }]],
  [
    /^GET pulls\/(\d+)$/,
    ({ pulls }, number) => {
      const pull = pulls.find((each) => 'number' in each && each.number === Number(number));
      return pull ? [200, pull] : [404, { message: 'Not Found' }];
    },
  ],
  [/^GET compare\/(.+)$/, (world, range, _, url) => compare(world, range, url)],
  [
    /^GET actions\/workflows\/(.+)$/,
    (world, file) => {
      const state = world.workflows.get(file);
      return state ? [200, { state }] : [404, { message: 'Not Found' }];
    },
  ],
  [
    /^PUT actions\/workflows\/(.+)\/enable$/,
    (world, file) => {
      world.workflows.set(file, 'active');
      return [204];
    },
  ],
];

/** Between two commits of the default branch. */
function compare({ history }: World, range: string, url: URL): Answer {
  const [base = '', head = ''] = range.split('...');
  const [from, to] = [base, head].map((name) =>
    name === 'main' ? history.length - 1 : history.indexOf(name),
  );
  if (from === undefined || to === undefined || from < 0 || to < 0) return [404, { message: 'Not Found' }];
  const status = from === to ? 'identical' : from < to ? 'ahead' : 'behind';
  const commits = history.slice(from + 1, to + 1).map((sha) => ({ sha }));
  return [200, { url: url.href, status, total_commits: commits.length, commits: page(commits, url) }];
}
