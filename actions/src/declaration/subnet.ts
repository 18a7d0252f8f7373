import { createHash } from 'node:crypto';
import { addressOf, numberOf, type Range, rangeOf } from '../lib/addresses.ts';

/** The VPN's subnet, and which host may have which address in it. */
export class Subnet {
  readonly cidr: string;
  readonly #range: Range;

  /** `cidr` is canonical IPv4. */
  constructor(cidr: string) {
    const range = rangeOf(cidr);
    if (range === undefined) throw new Error(`the VPN subnet ${cidr} is not IPv4`);
    this.cidr = cidr;
    this.#range = range;
  }

  /** The number of addresses for hosts including the primary: all except the network and the broadcast address. */
  get capacity(): number {
    return Math.max(0, this.#range.last - this.#range.first - 1);
  }

  get primaryAddress(): string {
    return addressOf(this.#range.first + 1);
  }

  /** Derived from the name alone, so adding or removing other hosts never changes it. Needs a capacity of two. */
  addressFor(name: string): string {
    const hash = createHash('sha256').update(name).digest().readUIntBE(0, 6);
    return addressOf(this.#firstForWeb + (hash % (this.capacity - 1)));
  }

  /** Whether a web host may have it. */
  offers(address: string): boolean {
    const number = numberOf(address);
    return number >= this.#firstForWeb && number < this.#range.last;
  }

  /** The first free address from `near` upwards, wrapping around; undefined if the subnet is full. */
  freeAddress(near: string, taken: ReadonlySet<string>): string | undefined {
    const places = this.capacity - 1;
    const offset = numberOf(near) - this.#firstForWeb;
    for (let step = 0; step <= Math.min(taken.size, places - 1); step++) {
      const candidate = addressOf(this.#firstForWeb + ((offset + step) % places));
      if (!taken.has(candidate)) return candidate;
    }
    return undefined;
  }

  get #firstForWeb(): number {
    return this.#range.first + 2;
  }
}
