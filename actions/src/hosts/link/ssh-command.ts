import { StringDecoder } from 'node:string_decoder';
import type { NodeSSH } from 'node-ssh';
import {
  type ConnectTarget,
  type HostConnection,
  LostLink,
  type RunOptions,
  type RunResult,
} from './connection.ts';

type Channel = Parameters<NonNullable<NonNullable<Parameters<NodeSSH['execCommand']>[1]>['onChannel']>>[0];

/** Runs commands over an open SSH connection. Rejects when the connection is lost or the time is over. */
export function overSsh(ssh: NodeSSH, { host, address }: ConnectTarget): HostConnection {
  let lost = 'the host closed the connection';
  // node-ssh removes its listener once connected, and an error without a listener would end the run.
  ssh.connection?.on('error', ({ message }) => {
    lost = message;
  });
  return {
    run: async (command, options = {}) => {
      if (!ssh.isConnected()) throw lostLink();
      const result = await runCommand(ssh, command, options);
      if (result === undefined) throw lostLink();
      return result;
    },
    close: () => ssh.dispose(),
  };

  function lostLink(): Error {
    return new LostLink(
      `Lost the connection to ${host} (${address}): ${lost}. Run again: it continues where this run stopped.`,
    );
  }
}

/** Undefined if the channel closed before the command ended, as when the connection is lost. */
async function runCommand(
  ssh: NodeSSH,
  command: string,
  options: RunOptions,
): Promise<RunResult | undefined> {
  const { input = '', onLine = () => {}, timeoutMs } = options;
  const stdout: Buffer[] = [];
  const lines = lineReader(onLine);
  const deadline = expiry(timeoutMs);
  const ended = ssh.execCommand(command, {
    stdin: input,
    noTrim: true,
    onChannel: deadline.start,
    onStdout: (chunk) => {
      stdout.push(chunk);
      lines.push(chunk);
    },
  });
  const { code, signal, stderr } = await Promise.race([ended, deadline.passed]).finally(deadline.stop);
  lines.end();
  // node-ssh decodes each chunk separately, which breaks characters, so its own stdout is not used.
  return code === null && signal === null
    ? undefined
    : { code, stdout: Buffer.concat(stdout).toString(), stderr };
}

/** Rejects and closes the channel when the time is over; without a time, never. */
function expiry(timeoutMs: number | undefined) {
  let timer: NodeJS.Timeout | undefined;
  let reject: (error: Error) => void = () => {};
  const passed = new Promise<never>((_, refuse) => {
    reject = refuse;
  });
  return {
    passed,
    start(channel: Channel): void {
      if (timeoutMs === undefined) return;
      timer = setTimeout(() => {
        channel.close();
        reject(new Error(`A command on the host did not end within ${timeoutMs / 1000} s. Run again.`));
      }, timeoutMs);
    },
    stop: () => clearTimeout(timer),
  };
}

/** Splits chunks into lines without breaking characters. `end` passes on the text after the last newline. */
export function lineReader(onLine: (line: string) => void): { push(chunk: Buffer): void; end(): void } {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    push(chunk) {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
    },
    end() {
      rest += decoder.end();
      if (rest !== '') onLine(rest);
    },
  };
}
