import { hkdfSync } from 'node:crypto';
import { p256KeyFromSeed } from './account-key.ts';
import { Secret } from './secret.ts';
import { type SshKeyPair, sshKeyFromSeed } from './ssh-key.ts';

/** Everything that is derived from the one `CLUSTER_SECRET`. */
export interface Secrets {
  /** Opens every host; held by apply only. */
  readonly deployKey: SshKeyPair;
  /** Can run nothing but the facts command. */
  readonly planKey: SshKeyPair;
  /** The host key that cloud-init gives a host, so that even the first connection is verified. */
  hostKey(host: string): SshKeyPair;
  /** What fills a template's `secret` hole; throws for a label nothing derives. */
  value(label: string): Secret;
}

const HEX_SECRET = /^[0-9a-f]{64}$/i;
const PASSWORD_LABEL = /^(database-password|wordpress-admin-password|wordpress-salt\/[A-Z_]+)$/;

/** A P-256 key as PEM: a cluster has one account at its certificate authority, whichever runner asks. */
export const ACME_ACCOUNT_KEY = 'acme-account-key';

/**
 * Derives by HKDF-SHA256 (RFC 5869), one label each, so that no derived value tells another.
 * Throws when the secret is not 64 hexadecimal digits.
 */
export function deriveSecrets(
  clusterSecret: Secret,
  scope: { cluster: string; generation: number },
): Secrets {
  const root = readRoot(clusterSecret);
  const derive = (label: string, bytes: number): Buffer =>
    Buffer.from(
      hkdfSync('sha256', root, 'flotilla/1', `${scope.cluster}/${scope.generation}/${label}`, bytes),
    );
  const deployKey = sshKeyFromSeed(derive('ssh-deploy', 32));
  const planKey = sshKeyFromSeed(derive('ssh-plan', 32));
  const publicKeys: Readonly<Record<string, string>> = {
    'ssh-deploy-public': deployKey.publicKey,
    'ssh-plan-public': planKey.publicKey,
  };
  return {
    deployKey,
    planKey,
    hostKey: (host) => sshKeyFromSeed(derive(`host-key/${host}`, 32)),
    value(label) {
      const publicKey = publicKeys[label];
      if (publicKey !== undefined) return new Secret(publicKey);
      if (label === ACME_ACCOUNT_KEY) return new Secret(p256KeyFromSeed(derive(label, 48)));
      if (!PASSWORD_LABEL.test(label)) throw new Error(`No secret is derived for "${label}".`);
      return new Secret(derive(label, 48).toString('base64url'));
    },
  };
}

function readRoot(clusterSecret: Secret): Buffer {
  if (!HEX_SECRET.test(clusterSecret.reveal())) {
    throw new Error(
      'CLUSTER_SECRET is not 64 hexadecimal digits. Make one with `openssl rand -hex 32`, ' +
        'or paste again the one this cluster was made with.',
    );
  }
  return Buffer.from(clusterSecret.reveal(), 'hex');
}
