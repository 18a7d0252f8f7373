import { createHash } from 'node:crypto';

/** SHA-256 in hex. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** The fingerprint of a key's blob as `ssh-keygen -l` prints it, from the blob's SHA-256 in hex. */
export const fingerprint = (hex: string): string =>
  `SHA256:${Buffer.from(hex, 'hex').toString('base64').replace(/=+$/, '')}`;
