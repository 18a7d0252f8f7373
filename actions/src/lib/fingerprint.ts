/** Of a key's blob as `ssh-keygen -l` prints it, from SHA-256 in hex. */
export const fingerprint = (sha256: string): string =>
  `SHA256:${Buffer.from(sha256, 'hex').toString('base64').replace(/=+$/, '')}`;
