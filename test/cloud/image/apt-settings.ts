import { run } from './command.ts';

/** How this machine's apt reaches the network. A build uses no other configuration. */
export async function aptSettings(): Promise<string> {
  const dump = await run('apt-config', ['dump', '--format', '%F "%v";%n', 'Acquire']);
  return dump
    .split('\n')
    .filter((line) => /^Acquire::(https?::Proxy|Retries|Check-)/i.test(line))
    .map((line) => `${line}\n`)
    .join('');
}
