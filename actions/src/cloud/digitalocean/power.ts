import type { modules } from 'dots-wrapper';
import { Failure } from '../../lib/failure.ts';
import { until } from '../../lib/time.ts';
import { RESIZE_MS } from '../cloud.ts';
import type { Client } from './client.ts';
import type { WireDroplet } from './droplet-wire.ts';
import { hasStatus } from './errors.ts';
import { isPassing } from './retry.ts';

interface Power {
  on(id: number): Promise<void>;
  /**
   * Switches a droplet off, resizes it and switches it on again, even if the resize fails or the run's time is up. The
   * disk does not grow, so the droplet can return to its former size.
   */
  resize(id: number, size: string, droplet: { readonly isOff: boolean }): Promise<void>;
}

const ORDERLY_MS = 90_000;
const ACTION_MS = 600_000;
/** Time for switching a droplet on again: a running action has to finish first. */
const BACK_ON_MS = 600_000;

type SendAction = () => Promise<{ readonly data: { readonly action: modules.action.IAction } }>;

export function createPower(client: Client): Power {
  const { leftMs } = client;
  const { api, off, bring } = steps(client);

  const grow = (id: number, size: string) =>
    bring(
      `resize droplet ${id} to ${size}`,
      id,
      () => api.droplet.resizeDroplet({ droplet_id: id, size, disk: false }),
      ({ size_slug }) => size_slug === size,
    );

  /** Beyond the run's limit if necessary: a droplet that stays off is worse than a run that takes longer. */
  const on = async (id: number) => {
    const patient = steps(client.granted(BACK_ON_MS));
    const send = () => api.droplet.powerOnDroplet({ droplet_id: id });
    await patient.persist(() => patient.bring(`power on droplet ${id}`, id, send, isOn));
  };

  /** A shutdown may take effect after the run stopped waiting for it, so wait for it before switching the droplet on. */
  const back = async (id: number, cause: unknown) => {
    const patient = steps(client.granted(BACK_ON_MS));
    if (!isRefused(cause)) await patient.reaches(id, isOff, ORDERLY_MS);
    await on(id).catch((error: Error) => {
      throw new Error(`${(cause as Error).message} The droplet is still off: ${error.message}`, { cause });
    });
  };

  return {
    on,
    async resize(id, size, droplet) {
      if (leftMs() < RESIZE_MS) throw noTime(id, leftMs());
      try {
        if (!droplet.isOff) await off(id);
        if (leftMs() <= 0) throw noTime(id, 0);
        await grow(id, size);
      } catch (error) {
        await back(id, error);
        throw error;
      }
      await on(id);
    },
  };
}

const isOff = ({ status }: WireDroplet) => status === 'off';
const isOn = ({ status }: WireDroplet) => status === 'active';
/** A definite answer: DigitalOcean did not do it. */
const isRefused = (error: unknown) => hasStatus(error, 400, 401, 403, 404, 409, 422);

/** The slow steps at DigitalOcean, within the time that a client has. */
function steps({ api, call, clock, leftMs }: Client) {
  const scope = 'droplet:update';
  const poll = <T>(probe: () => Promise<T | undefined>, timeoutMs = ACTION_MS) =>
    until(passing(probe), { clock, everyMs: 2000, timeoutMs: Math.min(timeoutMs, leftMs()) });

  const reaches = (id: number, reached: (droplet: WireDroplet) => boolean, timeoutMs?: number) =>
    poll(async () => {
      const send = () => api.droplet.getDroplet({ droplet_id: id });
      const { droplet } = await call({ doing: `read droplet ${id}`, scope: 'droplet:read', send });
      return reached(droplet) ? droplet : undefined;
    }, timeoutMs);

  const ended = (id: number, action_id: number) =>
    poll(async () => {
      const send = () => api.droplet.getDropletAction({ droplet_id: id, action_id });
      const { action } = await call({ doing: `read action ${action_id}`, scope: 'droplet:read', send });
      return action.status === 'in-progress' ? undefined : action.status;
    });

  /** Repeats the work while it fails for transient reasons. */
  const persist = async (work: () => Promise<void>) => {
    let last: unknown;
    const done = await poll(() =>
      work().then(
        () => true,
        (error) => {
          last = error;
          throw error;
        },
      ),
    );
    if (done === undefined) throw last;
  };

  const act = async (doing: string, id: number, send: SendAction) => {
    const { action } = await call({ doing, scope, send });
    const status = await ended(id, action.id);
    if (status !== 'completed') throw actionFailed(doing, id, status);
  };

  /** A 422 that says "already in that state" counts as success: an earlier attempt may have worked, its answer lost. */
  const bring = async (
    doing: string,
    id: number,
    send: SendAction,
    reached: (droplet: WireDroplet) => boolean,
  ) => {
    try {
      await act(doing, id, send);
    } catch (error) {
      if (!hasStatus(error, 422) || !(await reaches(id, reached, 0))) throw error;
    }
    // The droplet may show the effect some seconds after its action is completed (digitalocean/droplet_kit#50).
    if (!(await reaches(id, reached))) throw actionFailed(doing, id, 'completed without effect');
  };

  /** Shuts the guest down, so the database can write its data; powers it off if the guest ignores that. */
  const off = async (id: number) => {
    const shutdown = () => api.droplet.shutdownDroplet({ droplet_id: id });
    // The guest may ignore a shutdown. What counts is whether the droplet is off.
    await call({ doing: `shut down droplet ${id}`, scope, send: shutdown }).catch(async (error) => {
      if (!(await reaches(id, isOff, 0))) throw error;
    });
    if (await reaches(id, isOff, ORDERLY_MS)) return;
    if (leftMs() <= 0) throw noTime(id, 0);
    const powerOff = () => api.droplet.powerOffDroplet({ droplet_id: id });
    await bring(`power off droplet ${id}`, id, powerOff, isOff);
  };

  return { api, reaches, persist, bring, off };
}

/** Treats a transient failure of a probe as no answer yet. */
const passing =
  <T>(probe: () => Promise<T | undefined>) =>
  () =>
    probe().catch((error) => {
      if (!isPassing(error)) throw error;
      return undefined;
    });

const actionFailed = (doing: string, id: number, status = 'not finished in the time it was given'): Failure =>
  new Failure({
    what: `Cannot ${doing}`,
    cause: `the action is ${status}`,
    remedy: `See https://cloud.digitalocean.com/droplets/${id}/history and apply again.`,
  });

const noTime = (id: number, leftMs: number): Failure =>
  new Failure({
    what: `Cannot resize droplet ${id}`,
    cause: `${Math.max(0, Math.round(leftMs / 1000))} s of the run's time limit are left, and it takes ${RESIZE_MS / 1000} s`,
    remedy: 'Apply again, or raise time-limit-minutes.',
  });
