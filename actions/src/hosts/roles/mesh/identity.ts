import type { Identity } from '../peers.ts';
import { MESH_CONFIG } from '../shared.ts';

/** The public key; an entry also has the public IPv4 `address`. */
export const WIREGUARD: Identity = {
  name: 'wireguard',
  role: 'mesh',
  config: MESH_CONFIG,
  entry: /^# (?<name>\S+)\nPublicKey = (?<id>\S+)\nEndpoint = (?<address>[\d.]+):\d+$/gm,
};
