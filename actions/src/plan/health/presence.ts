import { type Declaration, type HostDeclaration, isClustered } from '../../declaration/declaration.ts';
import { bad, type Check, type CheckResult, type Finding, type FleetStatus, type Subject } from './check.ts';
import { acceptsWrites } from './members.ts';

/** Whether a host exists and answers. If not, every other problem with it is a consequence. */
export const PRESENCE: Check = {
  title: 'answers',
  run: (subject) => {
    const stray = subject.fleet.strays?.[subject.host.name];
    if (stray) return bad('lost tag or name', stray.what, stray.todo);
    if (subject.seen.kind === 'observed') return { text: 'yes' };
    return subject.seen.kind === 'absent' ? absent(subject) : away(subject, subject.seen.reason);
  },
};

const absent = ({ host }: Subject): CheckResult =>
  bad('no droplet', 'is declared but has no droplet.', `Run apply, which creates ${host.name}.`);

const away = (subject: Subject, reason: string): CheckResult =>
  subject.seen.kind === 'unreachable' && subject.seen.isUp
    ? closed(subject, reason)
    : silent(subject, reason);

/** The host is up: a power cycle, or removing it from the declaration, would not help. */
const closed = (subject: Subject, reason: string): CheckResult =>
  bad(
    'no',
    `is up but cannot be managed: ${reason}`,
    `Fix that, then run apply. ${subject.host.kind === 'primary' ? keep(subject) : 'Until then it keeps its current configuration.'}`,
  );

const keep = ({ declaration }: Subject): string =>
  isClustered(declaration)
    ? 'Do not delete it: the share with the certificates is on its disk.'
    : 'Do not delete it: the database is on its disk.';

const silent = (subject: Subject, reason: string): CheckResult =>
  subject.host.kind === 'primary' ? primaryAway(subject, reason) : webAway(subject, reason);

function primaryAway(subject: Subject, reason: string): CheckResult {
  if (isClustered(subject.declaration)) return firstMemberAway(subject, reason);
  return bad(
    'no',
    `is the primary and does not answer: ${reason} Without it there is no database, share or VPN: the web hosts serve ` +
      'cached pages and uploads only, so users cannot log in, publish or comment.',
    `${wake(subject.host)} Once it is up, the web hosts recover on their own. ${keep(subject)}`,
  );
}

/** No outage while the other members are the majority. If they are not, they have findings of their own. */
function firstMemberAway(subject: Subject, reason: string): CheckResult {
  const site = acceptsWrites(subject) ? ' The site works without it.' : '';
  return bad(
    'no',
    `is the primary and does not answer: ${reason}${site} Renewals of the certificate wait for it.`,
    `${wake(subject.host)} Once it is up, its database catches up on its own. ${keep(subject)}`,
  );
}

function webAway({ host, seen, fleet }: Subject, reason: string): CheckResult {
  const serves = seen.kind === 'unreachable' && seen.site?.kind === 'served' && seen.site.status === 200;
  if (serves) return bad('no', `cannot be managed, although it serves the site: ${reason}`, wake(host));
  const leave = `If it does not come back, remove it from cluster/regions/${host.region}.yml, which also removes it from the rotation.`;
  const readers = fleet.rotation.includes(host.name)
    ? ' It is in the rotation, so visitors are sent to it and wait until their browser tries another host.'
    : '';
  return bad('no', `does not answer: ${reason}${readers}`, `${wake(host)} ${leave}`);
}

const wake = ({ name }: HostDeclaration): string =>
  `If the droplet is off, run apply, which switches it on. Otherwise read ${name}'s console in DigitalOcean's control panel, then power-cycle it.`;

/** Whether the site's name resolves to the cluster. */
export function nameFindings({ domain, zone }: Declaration, { name }: FleetStatus): Finding[] {
  if (name === undefined || name.published.length === 0) return [];
  const { answer, published } = name;
  if (answer.addresses.some((address) => published.includes(address))) return [];
  const is = answer.addresses.length === 0 ? 'nothing' : answer.addresses.join(', ');
  const servers = answer.servers.join(', ');
  if (answer.unfound)
    return [found(domain, `does not resolve: ${zone} has no name servers.`, delegate(zone))];
  if (answer.cut)
    return [
      found(
        domain,
        `resolves to ${is}, so visitors cannot reach the site: ${answer.cut.zone} is a separate zone at ` +
          `${answer.cut.servers.join(', ')}, so the records in ${zone} have no effect.`,
        `Delete the zone ${answer.cut.zone} (or its NS records in ${zone}), or declare \`zone: ${answer.cut.zone}\`.`,
      ),
    ];
  return [
    found(
      domain,
      `resolves to ${is} at the name servers of ${zone} (${servers}) and not to a host in the rotation, so visitors cannot reach the site.`,
      delegate(zone),
    ),
  ];
}

const found = (host: string, what: string, todo: string): Finding => ({ host, what, todo });

const delegate = (zone: string): string =>
  `Delegate ${zone} to ns1.digitalocean.com, ns2.digitalocean.com and ns3.digitalocean.com at your registrar. The records there ` +
  'match the declaration.';
