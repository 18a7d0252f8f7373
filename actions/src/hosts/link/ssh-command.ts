import type { NodeSSH } from 'node-ssh';
import {
  type ConnectTarget,
  type HostConnection,
  LostLink,
  type RunOptions,
  type RunResult,
} from './connection.ts';
import { lineReader } from './lines.ts';

type Channel = Parameters<NonNullable<NonNullable<Parameters<NodeSSH['execCommand']>[1]>['onChannel']>>[0];

/** The port to a host over an open SSH connection. Runs reject when the link is lost or the time is over. */
export function overSsh(ssh: NodeSSH, { host, address }: ConnectTarget): HostConnection {
  let lost = 'the host closed the connection';
  // node-ssh stops listening once connected, and an error nobody listens to would end the whole run.
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
      `The link to ${host} (${address}) was lost: ${lost}. Run again: it goes on where this stopped.`,
    );
  }
}

/** Undefined when the channel closed without an end of the command, as it does when the link is lost. */
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
  // node-ssh decodes chunk by chunk, which would tear characters apart; its own stdout is not used.
  return code === null && signal === null
    ? undefined
    : { code, stdout: Buffer.concat(stdout).toString(), stderr };
}

/** Rejects and closes the channel once the time is over; never, without one. */
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
