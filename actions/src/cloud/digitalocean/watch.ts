import { Failure } from '../../lib/failure.ts';
import { until } from '../../lib/time.ts';
import type { Observed, ObservedDroplet } from '../resource.ts';
import type { Client } from './client.ts';
import { toDroplet, type WireDroplet } from './droplet-wire.ts';
import { listTagged } from './droplets.ts';

type Made = Observed<'droplet'>;
/** Resolves once the droplet is active and has both its addresses. */
type AwaitDroplet = (made: Made, timeoutMs: number) => Promise<ObservedDroplet>;

const EVERY_MS = 2000;

/** Awaits droplets. One listing serves all that are awaited at the same time. */
export function createWatch(client: Client): AwaitDroplet {
  const { api, call, clock, leftMs } = client;
  let waiting = 0;
  let round: Promise<readonly WireDroplet[]> | undefined;

  const one = async ({ id, spec }: Made) => {
    const send = () => api.droplet.getDroplet({ droplet_id: Number(id) });
    const doing = `read droplet ${spec.name}`;
    return toDroplet((await call({ doing, scope: 'droplet:read', send })).droplet);
  };
  /** Everyone who waits shares the current pause and the listing after it. */
  const all = (tag: string) => {
    round ??= clock
      .pause(EVERY_MS)
      .then(() => listTagged(client, tag))
      .finally(() => {
        round = undefined;
      });
    return round;
  };
  const next = async (made: Made) => {
    if (waiting === 1) return clock.pause(EVERY_MS).then(() => one(made));
    const found = (await all(made.spec.tags[0] ?? '')).find(({ id }) => String(id) === made.id);
    return found && toDroplet(found);
  };
  const wait = async (made: Made, timeoutMs: number) => {
    const ready = async (round: number) => {
      const droplet = await (round === 1 ? one(made) : next(made));
      return isReady(droplet) ? droplet : undefined;
    };
    // `next` brings its own pause, which droplets share.
    const droplet = await until(ready, { clock, everyMs: 0, timeoutMs: Math.min(timeoutMs, leftMs()) });
    if (droplet) return droplet;
    throw notReady(made, timeoutMs);
  };
  return (made, timeoutMs) => {
    waiting += 1;
    return wait(made, timeoutMs).finally(() => {
      waiting -= 1;
    });
  };
}

const isReady = (seen: ObservedDroplet | undefined): seen is ObservedDroplet =>
  seen?.status === 'active' && seen.ipv4 !== undefined && seen.ipv6 !== undefined;

const notReady = ({ id, spec }: Made, timeoutMs: number): Failure =>
  new Failure({
    what: `droplet ${spec.name} is not active with both addresses after ${Math.round(timeoutMs / 1000)} s`,
    remedy: `See https://cloud.digitalocean.com/droplets/${id}, then apply again. It is not created twice.`,
  });
