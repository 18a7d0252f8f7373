import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { type Account, type AccountOptions, createAccount } from './account.ts';
import { actionRoutes } from './actions.ts';
import { alertPolicyRoutes } from './alert-policies.ts';
import { acceptEmptyBodies } from './bodies.ts';
import { createControl } from './control.ts';
import { domainRoutes } from './domains.ts';
import { dropletActionRoutes } from './droplet-actions.ts';
import { dropletRoutes } from './droplets.ts';
import { answerErrors } from './errors.ts';
import { Faults } from './faults.ts';
import { firewallPartRoutes } from './firewall-parts.ts';
import { firewallRoutes } from './firewalls.ts';
import { guard, isWrite, lockOut, type Token } from './gate.ts';
import { makeFaults } from './inject-faults.ts';
import { Journal } from './journal.ts';
import { createMetadata } from './metadata.ts';
import { offerRoutes } from './offers.ts';
import { profileRoutes } from './profile.ts';
import { DIGITALOCEAN_LIMITS, type RateLimits } from './rate-limit.ts';
import { recordRoutes } from './records.ts';
import { resume } from './resume.ts';
import { sshKeyRoutes } from './ssh-keys.ts';
import { tagRoutes } from './tags.ts';
import { uptimeAlertRoutes } from './uptime-alerts.ts';
import { uptimeCheckRoutes } from './uptime-checks.ts';
import { vpcRoutes } from './vpcs.ts';

export interface ApiOptions extends AccountOptions {
  readonly tokens: readonly Token[];
  /** JSON lines, one per request. */
  readonly journalPath?: string;
  readonly limits?: Partial<RateLimits>;
}

/** A local DigitalOcean. None of its parts listens yet. Closing one closes only that one. */
export interface LocalDigitalOcean {
  /** `/v2/…`: set a client's endpoint to `http://<address>/v2`. */
  readonly api: FastifyInstance;
  /** For 169.254.169.254:80. It must see the addresses of the callers. */
  readonly metadata: FastifyInstance;
  /** `/local/…`, for tests. See `createControl`. */
  readonly control: FastifyInstance;
  readonly account: Account;
}

const ROUTES = [
  ...[profileRoutes, sshKeyRoutes, offerRoutes, vpcRoutes, tagRoutes],
  ...[
    dropletRoutes,
    dropletActionRoutes,
    actionRoutes,
    firewallRoutes,
    firewallPartRoutes,
    domainRoutes,
    recordRoutes,
  ],
  ...[uptimeCheckRoutes, uptimeAlertRoutes, alertPolicyRoutes],
];

/** Resolves when everything that a previous run left in `statePath` runs again. */
export async function createApi(options: ApiOptions): Promise<LocalDigitalOcean> {
  const account = createAccount(options);
  const faults = new Faults();
  const api = Fastify({ genReqId: () => randomUUID(), bodyLimit: 1024 * 1024 });
  acceptEmptyBodies(api);
  answerErrors(api);
  addHooks(api, account, faults, options);
  for (const addRoutes of ROUTES) addRoutes(api, account);
  await resume(account);
  return { api, metadata: createMetadata(account), control: createControl(account, faults), account };
}

/** In this order: permission, injected faults; then, with the response, the saved account and the journal. */
function addHooks(api: FastifyInstance, account: Account, faults: Faults, options: ApiOptions): void {
  const journal = new Journal(options.journalPath);
  guard(api, options.tokens, { ...DIGITALOCEAN_LIMITS, ...options.limits }, account.now);
  lockOut(api, account);
  api.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (isWrite(request) && reply.statusCode < 400) account.save();
  });
  makeFaults(api, faults, journal);
  journal.keep(api);
}
