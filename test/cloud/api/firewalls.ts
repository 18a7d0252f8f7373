import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Account, listed } from './account.ts';
import { pendingChanges, refreshFirewalls } from './enforcement.ts';
import { conflict, found, parse, unprocessable } from './errors.ts';
import { inboundView, outboundView, Rules } from './firewall-rules.ts';
import type { Firewall } from './model.ts';
import { page } from './paging.ts';
import { timestamp } from './wire.ts';

/** https://docs.digitalocean.com/products/networking/firewalls/details/limits/ */
const LIMITS = { droplets: 10, tags: 5, rules: 50 };

const Body = Rules.extend({
  name: z
    .string()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9.-]*$/, 'must begin with a letter or digit, then only those, . and -'),
  droplet_ids: z
    .array(z.int())
    .nullish()
    .transform((ids) => ids ?? []),
  tags: z
    .array(z.string())
    .nullish()
    .transform((tags) => tags ?? []),
});

type Wanted = Pick<Firewall, 'name' | 'dropletIds' | 'tags' | 'inbound' | 'outbound'>;

export interface ById {
  Params: { id: string };
}

/** `/v2/firewalls`: PUT replaces the whole firewall, and omitted fields become empty. */
export function firewallRoutes(api: FastifyInstance, account: Account): void {
  const { data } = account;
  const view = (firewall: Firewall) => ({ firewall: firewallView(account, firewall) });

  api.get('/v2/firewalls', async (request) =>
    page(
      request,
      'firewalls',
      listed(account, data.firewalls).map((firewall) => firewallView(account, firewall)),
    ),
  );
  api.get<ById>('/v2/firewalls/:id', async ({ params }) => view(firewallBy(account, params.id)));
  api.post('/v2/firewalls', async (request, reply) => {
    const firewall = newFirewall(account, wanted(request.body));
    check(account, firewall);
    data.firewalls.push(firewall);
    refreshFirewalls(account);
    return reply.code(202).send(view(firewall));
  });
  api.put<ById>('/v2/firewalls/:id', async ({ params, body }) => {
    const firewall = firewallBy(account, params.id);
    change(account, firewall, wanted(body));
    return view(firewall);
  });
  api.delete<ById>('/v2/firewalls/:id', async ({ params }, reply) => {
    const firewall = firewallBy(account, params.id);
    data.firewalls = data.firewalls.filter((other) => other !== firewall);
    refreshFirewalls(account);
    return reply.code(204).send();
  });
}

export const firewallBy = ({ data }: Account, id: string): Firewall =>
  found(data.firewalls.find((firewall) => firewall.id === id));

/** Stores the firewall and applies it to the links. @throws before any change if it is inconsistent. */
export function change(account: Account, firewall: Firewall, changes: Partial<Wanted>): void {
  check(account, { ...firewall, ...changes });
  Object.assign(firewall, changes);
  refreshFirewalls(account);
}

function check({ data }: Account, { id, name, dropletIds, tags, inbound, outbound }: Firewall): void {
  if (data.firewalls.some((other) => other.name === name && other.id !== id))
    throw conflict('duplicate name');
  const rules = [...inbound, ...outbound];
  if (rules.length === 0) throw unprocessable('A firewall must have at least one rule');
  if (rules.length > LIMITS.rules || tags.length > LIMITS.tags || dropletIds.length > LIMITS.droplets)
    throw unprocessable('A firewall holds at most 50 rules, 5 tags and 10 Droplets');
  const known = new Set<string | number>([
    ...data.tags.map((tag) => tag.name),
    ...data.droplets.map((it) => it.id),
  ]);
  const named = rules.flatMap(({ peers }) => [...(peers.tags ?? []), ...(peers.droplet_ids ?? [])]);
  const unknown = [...tags, ...dropletIds, ...named].find((it) => !known.has(it));
  if (typeof unknown === 'string') throw unprocessable(`tag ${unknown} does not exist`);
  if (unknown !== undefined) throw unprocessable(`droplet ${unknown} does not exist`);
}

function wanted(body: unknown): Wanted {
  const { name, droplet_ids, tags, inbound_rules, outbound_rules } = parse(Body, body);
  return { name, dropletIds: droplet_ids, tags, inbound: inbound_rules, outbound: outbound_rules };
}

const newFirewall = (account: Account, wish: Wanted): Firewall => ({
  id: randomUUID(),
  ...wish,
  enforced: { rules: '', dropletIds: [] },
  failed: false,
  bornAt: account.now(),
});

function firewallView({ data }: Account, firewall: Firewall) {
  const pending_changes = pendingChanges(data, firewall);
  const done = firewall.failed ? 'failed' : 'succeeded';
  return {
    id: firewall.id,
    name: firewall.name,
    status: pending_changes.length > 0 && !firewall.failed ? 'waiting' : done,
    inbound_rules: inboundView(firewall.inbound),
    outbound_rules: outboundView(firewall.outbound),
    created_at: timestamp(firewall.bornAt),
    droplet_ids: firewall.dropletIds,
    tags: firewall.tags,
    pending_changes,
  };
}
