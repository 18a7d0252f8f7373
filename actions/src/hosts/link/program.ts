import type { Readable } from 'node:stream';
import type { z } from 'zod';
import { Failure } from '../../lib/failure.ts';
import type { HostConnection } from './connection.ts';

/** What one verb of a program is given, what it returns, and what it reports meanwhile. */
interface Verb {
  readonly input: z.ZodType;
  readonly result: z.ZodType;
  readonly event?: z.ZodType;
}

/** A program of `hosts/remote/`. */
export interface Program {
  readonly source: string;
  readonly verbs: Readonly<Record<string, Verb>>;
  /** Milliseconds that a verb may take. */
  readonly timeoutMs?: number;
}

type VerbOf<P extends Program> = keyof P['verbs'] & string;
type InputOf<P extends Program, V extends VerbOf<P>> = z.input<P['verbs'][V]['input']>;
export type ResultOf<P extends Program, V extends VerbOf<P>> = z.output<P['verbs'][V]['result']>;
type EventOf<P extends Program, V extends VerbOf<P>> = z.output<NonNullable<P['verbs'][V]['event']>>;

interface CallOptions<Event> {
  readonly onEvent?: (event: Event) => void;
  /** Receives the request, and stays open for what follows it. */
  readonly stream?: Readable;
}

/** A program refused the request, crashed, or printed something other than its result. */
export class ProgramFailure extends Failure {
  constructor(
    host: string | undefined,
    readonly reason: string,
    /** Standard error, or the output that is not a result. */
    readonly output: string,
  ) {
    super({ ...(host === undefined ? {} : { where: host }), what: reason });
  }
}

/** The host that runs the program; its name begins the message of a failure. */
interface CalledHost {
  readonly name?: string;
  readonly connection: HostConnection;
}

/**
 * Runs a program that is the first part of its own input. Every process on a host can see arguments, so there are none. `buffer`
 * throughout: a text layer would read ahead and swallow part of the request.
 */
const COMMAND = 'python3 -IS -c "import sys; i = sys.stdin.buffer; exec(i.read(int(i.readline())))"';

/**
 * Calls one verb of a program on a host: the request is a line of JSON on standard input, the answer is lines of JSON on
 * standard output, of which the last is the result (`remote/host/program.py`). Throws `ProgramFailure`.
 */
export async function call<P extends Program, V extends VerbOf<P>>(
  { name, connection }: CalledHost,
  program: P,
  verb: V,
  input: InputOf<P, V>,
  { onEvent, stream }: CallOptions<EventOf<P, V>> = {},
): Promise<ResultOf<P, V>> {
  const { input: inputSchema, result: resultSchema, event: eventSchema } = program.verbs[verb] as Verb;
  const request = JSON.stringify({ verb, ...(inputSchema.parse(input) as object) });
  const text = `${Buffer.byteLength(program.source)}\n${program.source}${request}\n`;
  stream?.push(text);
  const onLine = (line: string) => {
    const event = eventSchema?.safeParse(parseJson(line));
    if (event?.success) onEvent?.(event.data as EventOf<P, V>);
  };
  const { timeoutMs } = program;
  const ended = await connection.run(COMMAND, { input: stream ?? text, onLine, timeoutMs });
  const last = parseJson(lastLine(ended.stdout));
  if (ended.code !== 0) throw new ProgramFailure(name, reasonIn(last) ?? crash(ended), ended.stderr);
  const result = resultSchema.safeParse(last);
  if (result.success) return result.data as ResultOf<P, V>;
  const where = result.error.issues[0]?.path.join('.');
  throw new ProgramFailure(name, `it printed no result${where && ` (${where} is wrong)`}`, ended.stdout);
}

/** The reason in a program's last event, if it refused. */
const reasonIn = (event: unknown): string | undefined =>
  (event as { readonly reason?: string } | undefined)?.reason;

const crash = ({ code, stderr }: { readonly code: number | null; readonly stderr: string }): string =>
  lastLine(stderr) || (code === null ? 'it was ended by a signal' : `it ended with status ${code}`);

/** Undefined if the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A command's last line, which usually says why it ended; '' where it printed nothing. */
export const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
