import { spawnSync } from 'node:child_process';

interface Request {
  readonly verb: string;
  readonly [field: string]: unknown;
}

/** The request that a run sends to a host: the program's length on the first line, the program, and a line of JSON. */
export function requestIn(input: string): Request {
  const bytes = Buffer.from(input);
  const start = bytes.indexOf('\n') + 1;
  return JSON.parse(bytes.subarray(start + Number(bytes.subarray(0, start))).toString());
}

/** The verb and the arguments of a request, as text; the command itself if it is not one of our programs. */
export function wordsOf(command: string, input: unknown): [string, ...string[]] {
  if (!command.startsWith('python3') || typeof input !== 'string') {
    const [program = '', ...words] = command.split(' ');
    return [program, ...words];
  }
  const { verb, ...fields } = requestIn(input);
  return [
    verb,
    ...Object.values(fields)
      .flat()
      .filter((value) => value !== null)
      .map(String),
  ];
}

/** How a simulated host answers. */
export const done = (result: object): string => `${JSON.stringify({ event: 'done', ...result })}\n`;

/** Runs a verb of a program locally, below its own root. Throws the reason if it is refused. */
export function runProgram(
  source: string,
  request: Request,
  { root, umask = '022' }: { readonly root: string; readonly umask?: string },
) {
  const script = 'umask "$1"; exec python3 -IS -c "$2"';
  const { stdout, stderr } = spawnSync('sh', ['-c', script, 'sh', umask, RUN], {
    env: { ...process.env, FLOTILLA_ROOT: root },
    input: `${Buffer.byteLength(source)}\n${source}${JSON.stringify(request)}\n`,
    encoding: 'utf8',
  });
  const { event, reason = stderr, ...result } = JSON.parse(stdout.trim().split('\n').at(-1) || '{}');
  if (event !== 'done') throw new Error(reason);
  return result;
}

const RUN = 'import sys; i = sys.stdin.buffer; exec(i.read(int(i.readline())))';
