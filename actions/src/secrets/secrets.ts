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
  /** What fills a template's `secret` hole: `label` or `label@generation`; throws for one that is neither derived nor given. */
  value(label: string): Secret;
}

const HEX_SECRET = /^[0-9a-f]{64}$/i;
const PASSWORD_LABEL = /^(database-password|mail-salt|wordpress-admin-password|wordpress-salt\/[A-Z_]+)$/;
const HOST_KEY_LABEL = /^host-key(-public)?\/(.+)$/;

/** The one secret that is given: the relay chose it. Its generation is the declaration's, `mail: generation`. */
const MAIL_PASSWORD_LABEL = /^mail-password\/\d+$/;

/** A P-256 key as PEM: a cluster has one account at its certificate authority, whichever runner asks. */
export const ACME_ACCOUNT_KEY = 'acme-account-key';

/**
 * Derives by HKDF-SHA256 (RFC 5869), one label each, so that no derived value tells another.
 * `mailPassword` is not derived: only an apply to a cluster that declares `mail` needs it. Throws when the secret is not
 * 64 hexadecimal digits.
 */
export function deriveSecrets(
  clusterSecret: Secret,
  scope: { cluster: string; generation: number },
  mailPassword?: Secret,
): Secrets {
  const root = readRoot(clusterSecret);
  const generations = generationsUpTo(scope.generation);
  const derive = (label: string, bytes: number, generation: number): Buffer =>
    Buffer.from(hkdfSync('sha256', root, 'flotilla/1', `${scope.cluster}/${generation}/${label}`, bytes));
  // A key takes its time, and of two hundred hosts each is asked for over and over.
  const sshKey = remembering((generation, label) => sshKeyFromSeed(derive(label, 32, generation)));
  const value = remembering((generation, label) => {
    const bytes = (count: number) => derive(label, count, generation);
    return derived(label, { bytes, sshKey: (keyLabel) => sshKey(generation, keyLabel) });
  });
  return {
    generations,
    deployKey: sshKey(scope.generation, 'ssh-deploy'),
    deployKeyOf: (generation) => sshKey(generation, 'ssh-deploy'),
    planKey: sshKey(scope.generation, 'ssh-plan'),
    hostKey: (host, generation = scope.generation) => sshKey(generation, `host-key/${host}`),
    value(name) {
      if (MAIL_PASSWORD_LABEL.test(name)) return mailPassword ?? missingMailPassword();
      const [label = '', generation = scope.generation] = name.split('@');
      if (!generations.includes(Number(generation))) throw new Error(`No secret is derived for "${name}".`);
      return value(Number(generation), label);
    },
  };
}

function missingMailPassword(): never {
  throw new Error(
    'The password of the mail relay is missing. Set the secret MAIL_PASSWORD and run apply again.',
  );
}

/** Derives each value once. */
function remembering<T>(derive: (generation: number, label: string) => T) {
  const known = new Map<string, T>();
  return (generation: number, label: string): T => {
    const name = `${generation}/${label}`;
    const value = known.get(name) ?? derive(generation, label);
    known.set(name, value);
    return value;
  };
}

interface Material {
  bytes(count: number): Buffer;
  sshKey(label: string): SshKeyPair;
}

function derived(label: string, { bytes, sshKey }: Material): Secret {
  if (label === 'ssh-deploy-public') return new Secret(sshKey('ssh-deploy').publicKey);
  if (label === 'ssh-plan-public') return new Secret(sshKey('ssh-plan').publicKey);
  const [isHostKey, isPublic, host] = HOST_KEY_LABEL.exec(label) ?? [];
  if (isHostKey) {
    const { publicKey, privateKey } = sshKey(`host-key/${host}`);
    return isPublic ? new Secret(publicKey) : privateKey;
  }
  if (label === ACME_ACCOUNT_KEY) return new Secret(p256KeyFromSeed(bytes(48)));
  if (!PASSWORD_LABEL.test(label)) throw new Error(`No secret is derived for "${label}".`);
  return new Secret(bytes(48).toString('base64url'));
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
