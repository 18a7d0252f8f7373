import { createHash, createPublicKey } from 'node:crypto';
import type { Secret } from '../../secrets/secret.ts';

/** What an authority knows an account by: the thumbprint of its P-256 key (RFC 7638). */
export function thumbprint(accountKey: Secret): string {
  const { crv, kty, x, y } = createPublicKey(accountKey.reveal()).export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}
