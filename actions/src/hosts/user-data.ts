import { dump } from 'js-yaml';
import type { Secrets } from '../secrets/secrets.ts';

/**
 * What cloud-init does at a droplet's first boot: only what apply needs to reach and identify the host. We choose the host
 * key, so even the first connection is verified. Converge does everything else. (cloud-init, modules `ssh` and
 * `users_groups`.)
 */
export function userData(host: string, secrets: Secrets): string {
  const hostKey = secrets.hostKey(host);
  const config = {
    preserve_hostname: false,
    hostname: host,
    // No "debian" user with sudo: root by key is the only way in.
    users: [],
    disable_root: false,
    ssh_pwauth: false,
    // sshd runs no command for a root whose password has expired, even one with a key.
    chpasswd: { expire: false },
    ssh_deletekeys: true,
    ssh_genkeytypes: [],
    ssh_keys: { ed25519_private: hostKey.privateKey.reveal(), ed25519_public: hostKey.publicKey },
    ssh_authorized_keys: [secrets.deployKey.publicKey],
  };
  return `#cloud-config\n${dump(config, { lineWidth: -1 })}`;
}
