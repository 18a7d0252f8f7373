import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Account } from './account.ts';
import { found, parse } from './errors.ts';
import { Rules, sameRule } from './firewall-rules.ts';
import { type ById, change, firewallBy } from './firewalls.ts';
import type { Firewall, FirewallRule } from './model.ts';

const DropletIds = z.object({ droplet_ids: z.array(z.int()).min(1) });
const Tags = z.object({ tags: z.array(z.string()).min(1) });

type Changes = Parameters<typeof change>[2];
type Edit = (firewall: Firewall, body: unknown) => Changes;

/** `/v2/firewalls/:id/{droplets,tags,rules}`: POST adds; DELETE removes what exists and ignores the rest. */
export function firewallPartRoutes(api: FastifyInstance, account: Account): void {
  for (const [part, { add, remove }] of Object.entries(PARTS)) {
    editRoute(api, account, 'POST', part, add);
    editRoute(api, account, 'DELETE', part, remove);
  }
}

function editRoute(
  api: FastifyInstance,
  account: Account,
  method: 'POST' | 'DELETE',
  part: string,
  edit: Edit,
): void {
  api.route<ById>({
    method,
    url: `/v2/firewalls/:id/${part}`,
    handler: async ({ params, body }, reply) => {
      const firewall = firewallBy(account, params.id);
      change(account, firewall, edit(firewall, body));
      return reply.code(204).send();
    },
  });
}

const PARTS: Readonly<Record<string, { readonly add: Edit; readonly remove: Edit }>> = {
  droplets: {
    add: ({ dropletIds }, body) => ({ dropletIds: union(dropletIds, parse(DropletIds, body).droplet_ids) }),
    remove: ({ dropletIds }, body) => ({
      dropletIds: without(dropletIds, parse(DropletIds, body).droplet_ids),
    }),
  },
  tags: {
    add: ({ tags }, body) => ({ tags: union(tags, parse(Tags, body).tags) }),
    remove: ({ tags }, body) => ({ tags: without(tags, parse(Tags, body).tags) }),
  },
  rules: {
    add: (firewall, body) => {
      const { inbound_rules, outbound_rules } = parse(Rules, body);
      return {
        inbound: [...firewall.inbound, ...inbound_rules],
        outbound: [...firewall.outbound, ...outbound_rules],
      };
    },
    remove: (firewall, body) => {
      const { inbound_rules, outbound_rules } = parse(Rules, body);
      return {
        inbound: withoutRules(firewall.inbound, inbound_rules),
        outbound: withoutRules(firewall.outbound, outbound_rules),
      };
    },
  },
};

const union = <T>(some: readonly T[], more: readonly T[]): T[] => [...new Set([...some, ...more])];
const without = <T>(some: readonly T[], gone: readonly T[]): T[] =>
  some.filter((item) => !gone.includes(item));

function withoutRules(rules: readonly FirewallRule[], gone: readonly FirewallRule[]): FirewallRule[] {
  for (const rule of gone) found(rules.find((kept) => sameRule(kept, rule)));
  return rules.filter((kept) => !gone.some((rule) => sameRule(kept, rule)));
}
