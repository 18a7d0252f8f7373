import type { Declaration, HostDeclaration } from '../../declaration/declaration.ts';
import { bad, type Check, type CheckResult, type Finding, type FleetStatus, type Subject } from './check.ts';

/** Whether a host exists and answers. If not, every other problem with it is a consequence. */
export const PRESENCE: Check = {
  title: 'answers',
  run: (subject) => {
    const stray = subject.fleet.strays?.[subject.host.name];
    if (stray) return bad('not as ours', stray.what, stray.todo);
    if (subject.seen.kind === 'observed') return { text: 'yes' };
    return subject.seen.kind === 'absent' ? absent(subject) : away(subject, subject.seen.reason);
  },
};

const absent = ({ host }: Subject): CheckResult =>
  bad('no droplet', 'is declared and has no droplet.', `Run apply, which makes ${host.name}.`);

const away = (subject: Subject, reason: string): CheckResult =>
  subject.seen.kind === 'unreachable' && subject.seen.isUp
    ? closed(subject, reason)
    : silent(subject, reason);

/** The host is up: a power cycle, or removing it from the declaration, would not help. */
const closed = ({ host }: Subject, reason: string): CheckResult =>
  bad(
    'no',
    `is up and cannot be managed: ${reason}`,
    `Do that, then run apply. ${host.kind === 'primary' ? 'Do not delete it: the database is on its disk.' : 'Until then it keeps what it was given last.'}`,
  );

const silent = (subject: Subject, reason: string): CheckResult =>
  subject.host.kind === 'primary' ? primaryAway(subject, reason) : webAway(subject, reason);

function primaryAway({ host }: Subject, reason: string): CheckResult {
  return bad(
    'no',
    `is the primary and does not answer: ${reason} Database, share and VPN are away with it: ` +
      'the web hosts serve the pages and uploads they have cached, and nobody can log in, publish or comment.',
    `${wake(host)} Once it is up, all else comes back by itself. Do not delete it: the database is on its disk.`,
  );
}

function webAway({ host, seen, fleet }: Subject, reason: string): CheckResult {
  const serves = seen.kind === 'unreachable' && seen.site?.kind === 'served' && seen.site.status === 200;
  if (serves) return bad('no', `cannot be managed, though it serves the site: ${reason}`, wake(host));
  const leave = `If it stays away, take it out of cluster/regions/${host.region}.yml, and so out of the rotation.`;
  const readers = fleet.rotation.includes(host.name)
    ? ' It is in the rotation: readers are sent to it, and wait until their browser tries another.'
    : '';
  return bad('no', `does not answer: ${reason}${readers}`, `${wake(host)} ${leave}`);
}

const wake = ({ name }: HostDeclaration): string =>
  `Is it off, run apply, which switches it on; else read ${name}'s console in DigitalOcean's control panel and power-cycle it.`;

/** Whether the site's name resolves to the cluster. */
export function nameFindings({ domain, zone }: Declaration, { name }: FleetStatus): Finding[] {
  if (name === undefined || name.published.length === 0) return [];
  const { answer, published } = name;
  if (answer.addresses.some((address) => published.includes(address))) return [];
  const is = answer.addresses.length === 0 ? 'nothing' : answer.addresses.join(', ');
  const servers = answer.servers.join(', ');
  if (answer.unfound) return [found(domain, `cannot be found: ${zone} has no name servers.`, delegate(zone))];
  if (answer.cut)
    return [
      found(
        domain,
        `resolves to ${is}, so no reader finds the site: ${answer.cut.zone} is a zone of its own at ` +
          `${answer.cut.servers.join(', ')}, and the records in ${zone} do not count.`,
        `Delete the zone ${answer.cut.zone} (or its NS records in ${zone}), or declare \`zone: ${answer.cut.zone}\`.`,
      ),
    ];
  return [
    found(
      domain,
      `resolves to ${is} at the name servers of ${zone} (${servers}), which is not in the rotation: no reader finds the site.`,
      delegate(zone),
    ),
  ];
}

const found = (host: string, what: string, todo: string): Finding => ({ host, what, todo });

const delegate = (zone: string): string =>
  `Delegate ${zone} to ns1.digitalocean.com, ns2. and ns3. at your registrar; the records there are as declared.`;
