import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import type { FastifyRequest } from 'fastify';

interface BackendAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Answers a request through git's own `git http-backend`. `path` is below `root`, e.g. `/acme/fleet.git/info/refs`. */
export async function askBackend(
  root: string,
  path: string,
  user: string,
  request: FastifyRequest,
): Promise<BackendAnswer> {
  const env = { ...environmentOf(request), GIT_PROJECT_ROOT: root, PATH_INFO: path, REMOTE_USER: user };
  const child = spawn('git', ['http-backend'], { env, stdio: 'pipe' });
  child.stdin.on('error', () => {}); // It may not read all of its input.
  const body = request.body as Readable | undefined;
  if (body) body.pipe(child.stdin);
  else child.stdin.end();
  const [output, complaint] = await Promise.all([buffer(child.stdout), text(child.stderr)]);
  return parseAnswer(output, complaint);
}

/** Follows CGI (RFC 3875). */
function environmentOf({ url, method, headers }: FastifyRequest) {
  return {
    ...{
      PATH: process.env.PATH,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
    },
    ...{ QUERY_STRING: url.split('?', 2)[1] ?? '', REQUEST_METHOD: method },
    ...{
      CONTENT_TYPE: headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
    },
    ...(headers['content-length'] === undefined ? {} : { CONTENT_LENGTH: headers['content-length'] }),
  };
}

function parseAnswer(output: Buffer, complaint: string): BackendAnswer {
  const end = output.indexOf('\r\n\r\n');
  if (end < 0) throw new Error(`git http-backend: ${complaint}`);
  const lines = output.subarray(0, end).toString().split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.split(':', 1)[0]?.toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const { status = '200', ...rest } = headers;
  return { status: Number.parseInt(status, 10), headers: rest, body: output.subarray(end + 4) };
}
