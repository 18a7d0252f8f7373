import type { Identity } from '../peers.ts';

/** Syncthing rewrites its own configuration when it starts, so the unit gives it a copy of this one. */
export const SYNC_CONFIG = '/etc/flotilla/syncthing.xml';

/** The device ID, which follows from the host's certificate. */
export const SYNCTHING: Identity = {
  name: 'syncthing',
  role: 'sync',
  config: SYNC_CONFIG,
  entry: /<device id="(?<id>[A-Z2-7-]+)" name="(?<name>[^"]+)"/g,
};
