import { observeHost } from '../hosts/observe.ts';
import { SITE_SEEN } from '../hosts/roles/shared.ts';
import { witnessesOf } from '../plan/past.ts';
import type { ApplyContext } from './context.ts';
import { each } from './converge/resize-and-converge.ts';
import { knownOf, type Member } from './fleet.ts';
import { startsOver } from './starts-over.ts';

/**
 * Readies the web hosts for the site that is there, or is to be; false where they must stay as they are, since the site
 * was seen and the database no longer holds it: they go on with the pages they have cached.
 */
export async function readySite(context: ApplyContext, web: readonly Member[]): Promise<boolean> {
  const { declaration, fleet, journal } = context;
  const seen = witnessesOf(knownOf(fleet).facts);
  if (startsOver(context)) await forgetSite(context);
  else if (seen.length > 0) await remember(context, web);
  const isStored = fleet.get(declaration.primary.name)?.facts?.site?.stored;
  if (isStored !== false || seen.length === 0 || startsOver(context)) return true;
  journal.failures.push(
    `${web.map(({ host }) => host.name).join(', ')}: left as they were, since the database ${declaration.database.name} ` +
      `on ${declaration.primary.name} holds no site, and ${seen.join(', ')} served one before. Read in a dump there, then plan again.`,
  );
  return false;
}

/** Once it was seen served, no host takes its absence for a beginning any more. */
export async function rememberServed(context: ApplyContext): Promise<void> {
  if ([...context.journal.serves.values()].includes(true))
    await remember(context, [...context.fleet.values()]);
}

const remember = (context: ApplyContext, members: readonly Member[]): Promise<unknown> =>
  each(
    context,
    members.filter(({ facts }) => facts && facts.site?.seen !== true),
    async ({ connection }) => {
      await connection?.run(`mkdir -p /var/lib/flotilla && touch ${SITE_SEEN}`);
    },
  );

async function forgetSite(context: ApplyContext): Promise<void> {
  const marked = [...context.fleet.values()].filter(({ facts }) => facts?.site?.seen);
  await each(context, marked, async (member) => {
    await member.connection?.run(`rm -f ${SITE_SEEN}`);
    if (member.connection) member.facts = await observeHost(member.connection);
  });
}
