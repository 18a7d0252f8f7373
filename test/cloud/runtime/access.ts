import { randomBytes } from 'node:crypto';
import type { Token } from '../api/gate.ts';
import type { CloudPaths } from './paths.ts';

/** The address of the API. Only processes inside the cloud can reach it. */
export const API_ADDRESS = { host: '127.0.0.1', port: 4000 } as const;

/** The environment of a command that runs inside a cloud. */
export interface CloudEnvironment {
  readonly DIGITALOCEAN_API_URL: string;
  readonly DIGITALOCEAN_TOKEN: string;
  /** A read-only token. */
  readonly DIGITALOCEAN_READ_TOKEN: string;
  /** 64 hexadecimal digits. */
  readonly CLUSTER_SECRET: string;
  /** The password of the account at the local mail relay. */
  readonly MAIL_PASSWORD: string;
  readonly NODE_EXTRA_CA_CERTS: string;
  readonly LOCAL_CLOUD: string;
}

/** New secrets for a new cloud. */
export const newEnvironment = ({ name, trust }: CloudPaths): CloudEnvironment => ({
  DIGITALOCEAN_API_URL: `http://${API_ADDRESS.host}:${API_ADDRESS.port}/v2`,
  DIGITALOCEAN_TOKEN: newToken(),
  DIGITALOCEAN_READ_TOKEN: newToken(),
  CLUSTER_SECRET: hex(),
  MAIL_PASSWORD: hex(),
  NODE_EXTRA_CA_CERTS: trust,
  LOCAL_CLOUD: name,
});

export const tokensOf = (environment: CloudEnvironment): readonly Token[] => [
  { token: environment.DIGITALOCEAN_TOKEN, scope: 'write' },
  { token: environment.DIGITALOCEAN_READ_TOKEN, scope: 'read' },
];

/** In DigitalOcean's form, so code that masks tokens masks these too. */
const newToken = (): string => `dop_v1_${hex()}`;
const hex = (): string => randomBytes(32).toString('hex');
