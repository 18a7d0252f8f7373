import type { ApplyContext } from './context.ts';
import { early, treat } from './converge-member.ts';
import { convergeWeb } from './converge-web.ts';
import type { Member } from './fleet.ts';
import { overLostLink } from './meet-again.ts';
import { each, renew } from './renew.ts';

/**
 * New hosts first make what others need of them (their VPN identity); then the primary, which the web hosts connect
 * to; then the web hosts: new ones side by side, those that serve visitors a few at a time.
 */
export async function convergeFleet(context: ApplyContext): Promise<void> {
  const { primary, web } = context.declaration;
  const [first, ...others] = [primary, ...web].flatMap(({ name }) => context.fleet.get(name) ?? []);
  if (!first) return;
  const fresh = [first, ...others].filter(isFresh);
  await each(context, fresh, (member) =>
    overLostLink(context, member, () => treat(context, member, 'preparing', early)),
  );
  await each(context, [first], (member) => renew(context, member));
  await convergeWeb(context, others);
}

const isFresh = ({ facts }: Member): boolean => facts !== undefined && facts.manifest === null;
