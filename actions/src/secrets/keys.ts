import { createPrivateKey, createPublicKey } from 'node:crypto';
import { sha256 } from '../lib/hash.ts';
import { Secret } from './secret.ts';

/** An Ed25519 SSH key pair. */
export interface SshKeyPair {
  /** `-----BEGIN OPENSSH PRIVATE KEY-----…`, unencrypted. */
  readonly privateKey: Secret;
  /** `ssh-ed25519 AAAA…`, without comment. */
  readonly publicKey: string;
  /** SHA-256 of the public key blob in hex, as `ssh-keygen -l` has it in base64. */
  readonly sha256: string;
}

/** The PKCS #8 frame of an Ed25519 seed (RFC 8410, section 7). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
const KEY_TYPE = 'ssh-ed25519';

/** Builds a key pair from a 32-byte seed: the same seed gives the same key, byte for byte. */
export function sshKeyFromSeed(seed: Buffer): SshKeyPair {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' });
  const point = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  const blob = Buffer.concat([field(KEY_TYPE), field(point)]);
  return {
    privateKey: new Secret(openSshPrivateKey(seed, point, blob)),
    publicKey: `${KEY_TYPE} ${blob.toString('base64')}`,
    sha256: sha256(blob),
  };
}

/** OpenSSH's own format, which sshd and ssh2 both read (PROTOCOL.key in OpenSSH's source). */
function openSshPrivateKey(seed: Buffer, point: Buffer, blob: Buffer): string {
  // OpenSSH compares two equal numbers to check a passphrase. There is none here, so they need not be random.
  const check = blob.subarray(-8, -4);
  const secretPart = Buffer.concat([
    check,
    check,
    field(KEY_TYPE),
    field(point),
    field(Buffer.concat([seed, point])),
    field(''),
  ]);
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    field('none'),
    field('none'),
    field(''),
    Buffer.from([0, 0, 0, 1]),
    field(blob),
    field(padded(secretPart)),
  ]);
  const lines = body.toString('base64').match(/.{1,70}/g) ?? [];
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join(
    '\n',
  );
}

/** Length-prefixed string (RFC 4251, section 5). */
function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Pads with 1, 2, 3… to a multiple of eight, the block size of the cipher `none`. */
function padded(bytes: Buffer): Buffer {
  const missing = (8 - (bytes.length % 8)) % 8;
  return Buffer.concat([bytes, Buffer.from(Array.from({ length: missing }, (_, index) => index + 1))]);
}

/** P-256's order (SEC 2, section 2.4.2). */
const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
/** The DER of an ECPrivateKey (RFC 5915) on P-256 around its 32 bytes, without the public key. */
const FRAME = ['30310201010420', 'a00a06082a8648ce3d030107'] as const;

/**
 * Builds a P-256 key from a seed, as PKCS #8 PEM: the same seed gives the same key. With a seed of 40 bytes or more, no key
 * is likelier than another (FIPS 186-5, A.2.1).
 */
export function p256KeyFromSeed(seed: Buffer): string {
  const scalar = (BigInt(`0x${seed.toString('hex')}`) % (ORDER - 1n)) + 1n;
  const der = Buffer.from(FRAME.join(scalar.toString(16).padStart(64, '0')), 'hex');
  return createPrivateKey({ key: der, format: 'der', type: 'sec1' })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString();
}
