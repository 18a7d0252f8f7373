import { fingerprint, sha256 } from '../../lib/hash.ts';
import { type ConnectTarget, Unproven } from './connection.ts';

/** Whether the machine that answers is the host; asked before a byte of ours but the key exchange is sent. */
export function hostKeyCheck(target: ConnectTarget): {
  verify(blob: Buffer): boolean;
  mismatch(): Error | undefined;
} {
  let mismatch: Error | undefined;
  return {
    verify(blob) {
      const shown = sha256(blob);
      if (!target.hostKeys.includes(shown)) mismatch = mismatchError(target, shown);
      return mismatch === undefined;
    },
    mismatch: () => mismatch,
  };
}

const mismatchError = ({ host, address, hostKeys }: ConnectTarget, shown: string): Error =>
  new Unproven(
    `${host} (${address}) shows the host key ${fingerprint(shown)} instead of ${hostKeys.map(fingerprint).join(' or ')}; nothing was ` +
      'sent to it. Either another machine answers at its address, or its key was replaced (the droplet was rebuilt, or ' +
      "CLUSTER_SECRET or the generation changed). Compare with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` in the droplet's " +
      'console; if the machine is the right one, put its key back or replace the droplet.',
    'host key',
  );
