import { z } from 'zod';

const Fault = z.strictObject({
  /** Sent instead of doing anything. */
  status: z.int().min(400).max(599).optional(),
  /** Default: an error body in DigitalOcean's shape. */
  body: z.unknown().optional(),
  /** Seconds, in the `retry-after` header. */
  retryAfter: z.int().nonnegative().optional(),
  delayMs: z.int().nonnegative().optional(),
  /** Closes the connection without a response, before or after the request takes effect. */
  drop: z.enum(['before', 'after']).optional(),
});

/** A fault and when it occurs: without `nth`, `every` or `probability` at each matching request, and without `times` forever. */
export const FaultOrder = z.strictObject({
  /** `path` is a regular expression for the path without its query, e.g. `/v2/droplets$`. */
  match: z
    .strictObject({ method: z.string().toUpperCase().optional(), path: z.string().optional() })
    .default({}),
  /** Only the n-th matching request, counted from 1. */
  nth: z.int().positive().optional(),
  every: z.int().positive().optional(),
  probability: z.number().min(0).max(1).optional(),
  /** Makes `probability` reproducible. */
  seed: z.int().default(1),
  times: z.int().positive().optional(),
  fault: Fault,
});

export type Fault = z.infer<typeof Fault>;
export type FaultOrder = z.infer<typeof FaultOrder>;

interface OrderedFault extends FaultOrder {
  readonly id: number;
  /** Matching requests so far. */
  seen: number;
  /** Faults that have occurred so far. */
  made: number;
}

export class Faults {
  #orders: (OrderedFault & { readonly random: () => number })[] = [];
  #lastId = 0;

  get list(): readonly OrderedFault[] {
    return this.#orders.map(({ random: _, ...order }) => order);
  }

  /** @throws a SyntaxError if the path is not a regular expression. */
  add(order: FaultOrder): number {
    new RegExp(order.match.path ?? '');
    this.#lastId += 1;
    this.#orders.push({ ...order, id: this.#lastId, seen: 0, made: 0, random: randomFrom(order.seed) });
    return this.#lastId;
  }

  clear(id?: number): void {
    this.#orders = id === undefined ? [] : this.#orders.filter((order) => order.id !== id);
  }

  /** The fault for this request, if any. Every matching order counts the request. */
  meet(method: string, path: string): Fault | undefined {
    const due = this.#orders.filter((order) => matches(order, method, path) && isDue(order));
    const first = due[0];
    if (first) first.made += 1;
    return first?.fault;
  }
}

function matches({ match }: FaultOrder, method: string, path: string): boolean {
  return (match.method ?? method) === method && new RegExp(match.path ?? '').test(path);
}

function isDue(order: OrderedFault & { readonly random: () => number }): boolean {
  order.seen += 1;
  if (order.times !== undefined && order.made >= order.times) return false;
  if (order.nth !== undefined) return order.seen === order.nth;
  if (order.every !== undefined) return order.seen % order.every === 0;
  return order.probability === undefined || order.random() < order.probability;
}

/** Park and Miller's minimal standard generator: sufficient for scattering faults, and the same in every run. */
function randomFrom(seed: number): () => number {
  const modulus = 2 ** 31 - 1;
  let state = (Math.abs(seed) % (modulus - 1)) + 1;
  return () => {
    state = (state * 48271) % modulus;
    return state / modulus;
  };
}
