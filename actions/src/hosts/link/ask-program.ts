import type { HostConnection } from './connection.ts';
import { lastLine } from './printed.ts';

interface AskedHost {
  readonly name: string;
  readonly connection: HostConnection;
}

/**
 * Has a host do one verb of a program of `hosts/remote/`, and gives the JSON that it prints. Throws with what the host said.
 * The words go to a shell as they are, so none may hold more than letters, digits and `._-/:`.
 */
export async function askProgram(
  { name, connection }: AskedHost,
  program: string,
  words: readonly (string | number)[],
  timeoutMs: number,
): Promise<unknown> {
  const command = ['python3 -IS -', ...words].join(' ');
  const { code, stdout, stderr } = await connection.run(command, { input: program, timeoutMs });
  if (code !== 0) throw new Error(`${name}: ${lastLine(stderr)}`);
  return JSON.parse(stdout);
}
