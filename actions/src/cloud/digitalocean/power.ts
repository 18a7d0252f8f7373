import type { modules } from 'dots-wrapper';
import type { Client } from './client.ts';
import type { WireDroplet } from './droplet-wire.ts';
import { hasStatus } from './errors.ts';
import { until } from './poll.ts';

export interface Power {
  /** Orderly, so that the database can write what it holds; by force when the host does not heed. */
  off(id: number): Promise<void>;
  on(id: number): Promise<void>;
  /** Of a droplet that is off. The disk stays as it is, so that the way back stays open. */
  resize(id: number, size: string): Promise<void>;
}

const EVERY_MS = 2000;
const ORDERLY_MS = 90_000;
const ACTION_MS = 600_000;

type SendAction = () => Promise<{ readonly data: { readonly action: modules.action.IAction } }>;

export function createPower({ api, call, sleep, leftMs }: Client): Power {
  const scope = 'droplet:update';
  const poll = <T>(probe: () => Promise<T | undefined>, timeoutMs = ACTION_MS) =>
    until(probe, { sleep, everyMs: EVERY_MS, timeoutMs: Math.min(timeoutMs, leftMs()) });

  const reaches = (id: number, reached: (droplet: WireDroplet) => boolean, timeoutMs?: number) =>
    poll(async () => {
      const send = () => api.droplet.getDroplet({ droplet_id: id });
      const { droplet } = await call({ doing: `look at droplet ${id}`, scope: 'droplet:read', send });
      return reached(droplet) ? droplet : undefined;
    }, timeoutMs);

  const ended = (id: number, action_id: number) =>
    poll(async () => {
      const send = () => api.droplet.getDropletAction({ droplet_id: id, action_id });
      const { action } = await call({ doing: `follow action ${action_id}`, scope: 'droplet:read', send });
      return action.status === 'in-progress' ? undefined : action.status;
    });

  const act = async (doing: string, id: number, send: SendAction) => {
    const { action } = await call({ doing, scope, send });
    const status = await ended(id, action.id);
    if (status !== 'completed') throw new Error(actionFailed(doing, id, status));
  };

  /** Refused since it is so already, perhaps by an attempt whose answer never came, is as good as done. */
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
    // An action may be completed some seconds before the droplet says so (digitalocean/droplet_kit#50).
    if (!(await reaches(id, reached))) throw new Error(actionFailed(doing, id, 'completed without effect'));
  };

  const isOff = ({ status }: WireDroplet) => status === 'off';
  return {
    async off(id) {
      const shutdown = () => api.droplet.shutdownDroplet({ droplet_id: id });
      // A shutdown is a request to the guest that it may not heed; what counts is whether the droplet is off.
      await call({ doing: `shut down droplet ${id}`, scope, send: shutdown });
      if (await reaches(id, isOff, ORDERLY_MS)) return;
      await bring(
        `power off droplet ${id}`,
        id,
        () => api.droplet.powerOffDroplet({ droplet_id: id }),
        isOff,
      );
    },
    on: (id) =>
      bring(
        `power on droplet ${id}`,
        id,
        () => api.droplet.powerOnDroplet({ droplet_id: id }),
        ({ status }) => status === 'active',
      ),
    resize: (id, size) =>
      bring(
        `resize droplet ${id} to ${size}`,
        id,
        () => api.droplet.resizeDroplet({ droplet_id: id, size, disk: false }),
        ({ size_slug }) => size_slug === size,
      ),
  };
}

const actionFailed = (doing: string, id: number, status = 'not ended after 10 minutes'): string =>
  `${doing}: the action is ${status}. See https://cloud.digitalocean.com/droplets/${id}/history and apply again.`;
