import { hkdfSync } from 'node:crypto';
import { generationsUpTo } from './generations.ts';
import { p256KeyFromSeed, type SshKeyPair, sshKeyFromSeed } from './keys.ts';
import { Secret } from './secret.ts';

/** Everything that is derived from `CLUSTER_SECRET`. */
export interface Secrets {
  /** The declared generation first, then earlier ones that a host may still have. */
  readonly generations: readonly number[];
  /** Opens every host; only apply has it. */
  readonly deployKey: SshKeyPair;
  /** The deploy key of one of `generations`. */
  deployKeyOf(generation: number): SshKeyPair;
  /** Can run only the facts command. */
  readonly planKey: SshKeyPair;
  /** The host key that cloud-init gives a host, so even the first connection is verified. */
  hostKey(host: string, generation?: number): SshKeyPair;
  /** Fills the hole `label` or `label@generation` of a template; throws for a label that is neither derived nor given. */
  value(label: string): Secret;
}

const HEX_SECRET = /^[0-9a-f]{64}$/i;
const HOST_KEY_LABEL = /^host-key(-public)?\/(.+)$/;

/** The only secret that is given: the mail relay chose it. Its generation is declared as `mail: generation`. */
const MAIL_PASSWORD_LABEL = /^mail-password\/\d+$/;

/** A P-256 key as PEM: a cluster has one account at its certificate authority, on every runner. */
export const ACME_ACCOUNT_KEY = 'acme-account-key';

interface Given {
  /** Labels of the passwords that may be asked for; the roles declare them. */
  readonly passwords?: readonly string[];
  /** Not derived. Only an apply to a cluster that declares `mail` needs it. */
  readonly mailPassword?: Secret;
}

/**
 * Derives each value by HKDF-SHA256 (RFC 5869) with its own label, so one value reveals nothing about another. Throws if
 * the secret is not 64 hexadecimal digits.
 */
export function deriveSecrets(
  clusterSecret: Secret,
  scope: { cluster: string; generation: number },
  { passwords = [], mailPassword }: Given = {},
): Secrets {
  const root = readRoot(clusterSecret);
  const generations = generationsUpTo(scope.generation);
  const derive = (label: string, bytes: number, generation: number): Buffer =>
    Buffer.from(hkdfSync('sha256', root, 'flotilla/1', `${scope.cluster}/${generation}/${label}`, bytes));
  // Deriving a key takes time, and each of two hundred hosts needs its key many times.
  const sshKey = remembering((generation, label) => sshKeyFromSeed(derive(label, 32, generation)));
  const value = remembering((generation, label) => {
    const bytes = (count: number) => derive(label, count, generation);
    return derived(label, { bytes, passwords, sshKey: (keyLabel) => sshKey(generation, keyLabel) });
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
  readonly passwords: readonly string[];
  bytes(count: number): Buffer;
  sshKey(label: string): SshKeyPair;
}

function derived(label: string, { bytes, passwords, sshKey }: Material): Secret {
  if (label === 'ssh-deploy-public') return new Secret(sshKey('ssh-deploy').publicKey);
  if (label === 'ssh-plan-public') return new Secret(sshKey('ssh-plan').publicKey);
  const [isHostKey, isPublic, host] = HOST_KEY_LABEL.exec(label) ?? [];
  if (isHostKey) {
    const { publicKey, privateKey } = sshKey(`host-key/${host}`);
    return isPublic ? new Secret(publicKey) : privateKey;
  }
  if (label === ACME_ACCOUNT_KEY) return new Secret(p256KeyFromSeed(bytes(48)));
  if (!passwords.includes(label)) throw new Error(`No secret is derived for "${label}".`);
  return new Secret(bytes(48).toString('base64url'));
}

function readRoot(clusterSecret: Secret): Buffer {
  if (!HEX_SECRET.test(clusterSecret.reveal())) {
    throw new Error(
      'CLUSTER_SECRET is not 64 hexadecimal digits. Create one with `openssl rand -hex 32`, ' +
        'or paste the one that this cluster was created with again.',
    );
  }
  return Buffer.from(clusterSecret.reveal(), 'hex');
}
