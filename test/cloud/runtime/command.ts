import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/**
 * Runs a program of this machine and resolves to its standard output.
 * @throws its name and its output if the exit status is not 0.
 */
export async function command(program: string, args: readonly string[], input = ''): Promise<string> {
  const child = spawn(program, args, { stdio: 'pipe' });
  child.stdin.on('error', () => {}); // A program that ends early reports the reason itself.
  child.stdin.end(input);
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  if (child.exitCode !== 0)
    throw new Error(`${program} ${args.join(' ')}: ${stderr.trim() || stdout.trim()}`);
  return stdout;
}
