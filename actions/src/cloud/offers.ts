import type { Region } from './allowance.ts';
import type { Size } from './resource.ts';

/** What an account could make now. */
export interface Offers {
  readonly regions: readonly Region[];
  readonly sizes: readonly Size[];
  /** How many droplets the account may have. */
  readonly dropletLimit: number;
  /** Names of the droplets that it has, ours or not. */
  readonly droplets: readonly string[];
}
