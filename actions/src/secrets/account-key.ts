import { createPrivateKey } from 'node:crypto';

/** P-256's order (SEC 2, section 2.4.2). */
const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
/** An ECPrivateKey (RFC 5915) around its 32 bytes, on P-256, without the public half, which follows from it. */
const FRAME = ['30310201010420', 'a00a06082a8648ce3d030107'] as const;

/**
 * The P-256 key that a seed stands for, as PKCS #8 PEM: the same seed gives the same key. A seed of 40 bytes or more
 * leaves no key likelier than another (FIPS 186-5, A.2.1).
 */
export function p256KeyFromSeed(seed: Buffer): string {
  const scalar = (BigInt(`0x${seed.toString('hex')}`) % (ORDER - 1n)) + 1n;
  const der = Buffer.from(FRAME.join(scalar.toString(16).padStart(64, '0')), 'hex');
  return createPrivateKey({ key: der, format: 'der', type: 'sec1' })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString();
}
