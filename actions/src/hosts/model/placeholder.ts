import type { Facts } from './facts.ts';

/** SHA-256 (hex) of the self-signed certificate that a host serves until it has another; undefined once it has, or unknown. */
export const placeholderOf = (facts: Facts | undefined): string | undefined =>
  facts?.certificate?.placeholder ? facts.certificate.sha256 : undefined;
