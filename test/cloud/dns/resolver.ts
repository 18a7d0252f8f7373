import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROUTER } from '../network/addresses.ts';
import { command } from '../runtime/command.ts';

/**
 * Makes programs in this mount namespace use this DNS. Lookups by other means than DNS (Debian's
 * and Ubuntu's `resolve` and `mymachines`) would be answered from outside the cloud.
 */
export async function useLocalNames(folder: string): Promise<void> {
  const nsswitch = await readFile('/etc/nsswitch.conf', 'utf8').catch(() => 'hosts: files dns\n');
  await cover('/etc/resolv.conf', join(folder, 'resolv.conf'), `nameserver ${ROUTER.ipv4}\n`);
  await cover('/etc/nsswitch.conf', join(folder, 'nsswitch.conf'), withDnsOnly(nsswitch));
}

const withDnsOnly = (nsswitch: string): string => nsswitch.replace(/^hosts:.*$/m, 'hosts: files dns');

async function cover(path: string, by: string, content: string): Promise<void> {
  await writeFile(by, content);
  await command('mount', ['--bind', by, path]);
}
