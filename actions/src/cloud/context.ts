import type { ObservedDroplet } from './resource.ts';

/** What, besides the declaration, the desired resources follow from. */
export interface CloudContext {
  /** The deploy key's OpenSSH line without comment; absent in a plan that holds no cluster secret. */
  readonly publicKey?: string;
  /**
   * SHA-256 (hex) of a host's public key blob; absent in a plan that holds no cluster secret. Undefined for a host that
   * shows another key: its tags stay as they are.
   */
  readonly hostKeyOf?: (host: string) => string | undefined;
  /** The droplets that stay, whose addresses are known. */
  readonly droplets: readonly ObservedDroplet[];
}
