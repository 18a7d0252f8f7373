import type { ApplyContext } from '../context.ts';
import type { Member } from '../fleet.ts';
import { readySite, rememberServed } from '../site.ts';
import { early, treat } from './converge-member.ts';
import { convergeWeb } from './converge-web.ts';
import { overLostLink } from './meet-again.ts';
import { each, renew } from './resize-and-converge.ts';

/**
 * Hosts without a VPN identity, new ones or those that lost their key, first make what others need of them; then the primary, which the web hosts connect
 * to; then the web hosts: new ones side by side, those that serve visitors a few at a time.
 */
export async function convergeFleet(context: ApplyContext): Promise<void> {
  const { primary, web } = context.declaration;
  const [first, ...others] = [primary, ...web].flatMap(({ name }) => context.fleet.get(name) ?? []);
  if (!first) return;
  await each(context, [first, ...others].filter(lacksIdentity), (member) =>
    overLostLink(context, member, () => treat(context, member, 'preparing', early(context, member))),
  );
  await each(context, [first], (member) => renew(context, member));
  if (!(await readySite(context, others))) return;
  await convergeWeb(context, others);
  await rememberServed(context);
}

const lacksIdentity = ({ facts }: Member): boolean =>
  facts !== undefined && (facts.manifest === null || facts.vpnFingerprint === null);
