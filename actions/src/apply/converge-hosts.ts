import { hasCluster } from '../declaration/declaration.ts';
import { convergeHost } from '../hosts/converge/converge-host.ts';
import { diffHost } from '../hosts/diff/diff-host.ts';
import type { RoleChanges } from '../hosts/model/steps.ts';
import { observeHost } from '../hosts/observe.ts';
import { waitingRoles } from '../hosts/roles/generations.ts';
import { SITE_SEEN, STATE } from '../hosts/roles/shared.ts';
import {
  needsPreparation,
  onlyIntroductions,
  onlyPlanned,
  onlyPreparation,
  untilDatabase,
} from '../plan/policy/host-changes.ts';
import { joinsDatabase } from '../plan/policy/members.ts';
import { siteState } from '../plan/policy/serving.ts';
import { step } from '../run/progress.ts';
import { retryOverLostLink } from './await-hosts.ts';
import { type ApplyContext, countItems, forEachHealthyHost } from './context.ts';
import { foundDatabase, inTurn } from './members.ts';
import { resize } from './resize.ts';
import { desiredNow, holeValues, knownNow, type Member } from './state.ts';

/** Has hosts without a VPN key make one, because the others need its fingerprint. */
export const prepareHosts = (context: ApplyContext): Promise<void> =>
  forEachHealthyHost(
    context,
    [...context.fleet.values()].filter(({ facts }) => needsPreparation(facts, context.declaration)),
    (_, member) => {
      const pick = (roles: RoleChanges[]) =>
        onlyPreparation(context.plan, member.host.name, member.facts, roles);
      return retryOverLostLink(context, member, () => convergeHostNow(context, member, 'preparing', pick));
    },
  );

/** Has hosts that were set up before learn the keys and addresses of new ones. */
export const introduceHosts = (context: ApplyContext): Promise<void> =>
  forEachHealthyHost(
    context,
    [...context.fleet.values()].filter(({ facts }) => facts?.manifest),
    (_, member) => {
      const pick = (roles: RoleChanges[]) => onlyIntroductions(context.plan, member.host.name, roles);
      return retryOverLostLink(context, member, () => convergeHostNow(context, member, 'introducing', pick));
    },
  );

/**
 * Resizes and converges a host as the plan says. One that joins the database keeps the next one waiting only until it has joined:
 * the rest of its work takes nothing from the others.
 */
export async function resizeAndConverge(context: ApplyContext, member: Member): Promise<void> {
  const isJoining = joinsDatabase(context.declaration, member.host, member.facts);
  await inTurn(context, member, async () => {
    await resize(context, member);
    await foundDatabase(context, member);
    await (isJoining ? converge(context, member, 'joining', untilDatabase) : convergeSite(context, member));
  });
  if (isJoining) await convergeSite(context, member);
}

/** In a cluster, one host installs or upgrades the site before the others begin: the database's lock holds on one member only. */
const convergeSite = (context: ApplyContext, member: Member): Promise<void> =>
  hasCluster(context.declaration) && member.host.kind === 'web'
    ? context.afterFirstSite(() => converge(context, member))
    : converge(context, member);

/** Makes what the plan named of the changes that `among` keeps. */
function converge(
  context: ApplyContext,
  member: Member,
  doing: 'joining' | 'converging' = 'converging',
  among = (roles: RoleChanges[]) => roles,
): Promise<void> {
  const pick = (roles: RoleChanges[]) =>
    withoutUnknownPassword(context, member, among(onlyPlanned(context.plan, member.host.name, roles)));
  return retryOverLostLink(context, member, () => convergeHostNow(context, member, doing, pick));
}

const DONE = {
  preparing: 'prepared',
  introducing: 'knows the other hosts',
  joining: 'holds the database',
  converging: 'converged',
  withdrawing: 'earlier secrets withdrawn',
} as const;

/** Makes those of the host's differences that `pick` keeps, and observes the host again. */
export async function convergeHostNow(
  context: ApplyContext,
  member: Member,
  doing: keyof typeof DONE,
  pick: (changes: RoleChanges[]) => RoleChanges[],
): Promise<void> {
  const { connection, facts, host } = member;
  const { declaration, fleet, secrets, lease, by, progress } = context;
  if (!connection || !facts) return;
  const desired = desiredNow(declaration, fleet, host);
  const changes = pick(diffHost(host.name, desired, facts));
  if (changes.length === 0) return;
  const began = performance.now();
  const items = changes.reduce((sum, role) => sum + role.changes.length, 0);
  const work = async () => {
    lease.check();
    const lookup = holeValues(fleet, secrets);
    const onStep = (address: string) =>
      // An address starts with the host's name, which the line shows already.
      progress({ kind: 'start', subject: host.name, doing: address.slice(host.name.length + 1) });
    await convergeHost({ connection, changes, desired, by, lookup, onStep });
    member.facts = await observeHost(connection);
  };
  await step(progress, host.name, doing, work, () => `${DONE[doing]}, ${items} items`);
  countItems(context, host.name, items, (performance.now() - began) / 1000);
}

/** A role must not change to a password that its server does not accept yet: visitors would see errors. */
function withoutUnknownPassword(
  { fleet, declaration: { generation, primary, database }, journal }: ApplyContext,
  { host, facts }: Member,
  roles: RoleChanges[],
): RoleChanges[] {
  // Members have the same passwords.
  const server = database.members.map((name) => fleet.get(name)).find((member) => member?.facts);
  const waiting = waitingRoles({ client: facts, server: server?.facts }, generation).filter((one) =>
    roles.some(({ role }) => role === one.role),
  );
  const { name } = server?.host ?? primary;
  for (const { role, secret } of waiting)
    journal.failures.push({
      where: host.name,
      text:
        `the role ${role} was not changed, because ${name} does not accept the ${secret} of generation ` +
        `${generation} yet. Fix ${name}, then apply again.`,
    });
  return roles.filter(({ role }) => waiting.every((one) => one.role !== role));
}

/** Prepares the hosts for the site that there is, or will be. Returns false if the web hosts must stay as they are. */
export async function readySite(context: ApplyContext): Promise<boolean> {
  const { declaration, fleet, journal, plan } = context;
  const { primary, database } = declaration;
  const { marks, missing } = siteState(plan, primary.name, knownNow(fleet).facts);
  const web = [...fleet.values()].filter(({ host }) => host.kind === 'web');
  if (marks === 'clear') await clearSiteMarks(context);
  if (marks === 'set') await setSiteMarks(context, web);
  if (missing.length === 0) return true;
  const names = web.map(({ host }) => host.name).join(', ');
  const why = `the database ${database.name} on ${primary.name} holds no site, and ${missing.join(', ')} served one before`;
  journal.failures.push({
    where: names,
    text: `not changed, because ${why}. Restore a dump there, then plan again.`,
  });
  return false;
}

/** Once the site was served, no host takes its absence for a new cluster. */
export async function rememberServed(context: ApplyContext): Promise<void> {
  if ([...context.journal.serves.values()].includes(true))
    await setSiteMarks(context, [...context.fleet.values()]);
}

const setSiteMarks = (context: ApplyContext, members: readonly Member[]): Promise<void> =>
  forEachHealthyHost(
    context,
    members.filter(({ facts }) => facts && facts.site?.seen !== true),
    async (_, { connection }) => {
      await connection?.run(`mkdir -p ${STATE} && touch ${SITE_SEEN}`);
    },
  );

const clearSiteMarks = (context: ApplyContext): Promise<void> =>
  forEachHealthyHost(
    context,
    [...context.fleet.values()].filter(({ facts }) => facts?.site?.seen),
    async (_, member) => {
      await member.connection?.run(`rm -f ${SITE_SEEN}`);
      if (member.connection) member.facts = await observeHost(member.connection);
    },
  );
