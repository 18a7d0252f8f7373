import { hkdfSync } from 'node:crypto';
import { p256KeyFromSeed } from './account-key.ts';
import { generationsUpTo } from './generations.ts';
import { Secret } from './secret.ts';
import { type SshKeyPair, sshKeyFromSeed } from './ssh-key.ts';

/** Everything that is derived from the one `CLUSTER_SECRET`. */
export interface Secrets {
  /** The declared generation first, then those before it that a host may still have. */
  readonly generations: readonly number[];
  /** Opens every host; held by apply only. */
  readonly deployKey: SshKeyPair;
  /** The deploy key of one of `generations`. */
  deployKeyOf(generation: number): SshKeyPair;
  /** Can run nothing but the facts command. */
  readonly planKey: SshKeyPair;
  /** The host key that cloud-init gives a host, so that even the first connection is verified. */
  hostKey(host: string, generation?: number): SshKeyPair;
  /** What fills a template's `secret` hole: `label` or `label@generation`; throws for one that nothing derives. */
  value(label: string): Secret;
}

const HEX_SECRET = /^[0-9a-f]{64}$/i;
const PASSWORD_LABEL = /^(database-password|wordpress-admin-password|wordpress-salt\/[A-Z_]+)$/;
const HOST_KEY_LABEL = /^host-key(-public)?\/(.+)$/;

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
  const generations = generationsUpTo(scope.generation);
  const derive = (label: string, bytes: number, generation = scope.generation): Buffer =>
    Buffer.from(hkdfSync('sha256', root, 'flotilla/1', `${scope.cluster}/${generation}/${label}`, bytes));
  const sshKey = (label: string, generation?: number) => sshKeyFromSeed(derive(label, 32, generation));
  return {
    generations,
    deployKey: sshKey('ssh-deploy'),
    deployKeyOf: (generation) => sshKey('ssh-deploy', generation),
    planKey: sshKey('ssh-plan'),
    hostKey: (host, generation) => sshKey(`host-key/${host}`, generation),
    value(name) {
      const [label = '', generation = scope.generation] = name.split('@');
      if (!generations.includes(Number(generation))) throw new Error(`No secret is derived for "${name}".`);
      return derived(label, (seedLabel, bytes) => derive(seedLabel, bytes, Number(generation)));
    },
  };
}

function derived(label: string, derive: (label: string, bytes: number) => Buffer): Secret {
  if (label === 'ssh-deploy-public') return new Secret(sshKeyFromSeed(derive('ssh-deploy', 32)).publicKey);
  if (label === 'ssh-plan-public') return new Secret(sshKeyFromSeed(derive('ssh-plan', 32)).publicKey);
  const [isHostKey, isPublic, host] = HOST_KEY_LABEL.exec(label) ?? [];
  if (isHostKey) {
    const { publicKey, privateKey } = sshKeyFromSeed(derive(`host-key/${host}`, 32));
    return isPublic ? new Secret(publicKey) : privateKey;
  }
  if (label === ACME_ACCOUNT_KEY) return new Secret(p256KeyFromSeed(derive(label, 48)));
  if (!PASSWORD_LABEL.test(label)) throw new Error(`No secret is derived for "${label}".`);
  return new Secret(derive(label, 48).toString('base64url'));
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
