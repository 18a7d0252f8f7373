import type { Declaration, HostDeclaration } from '../../declaration/declaration.ts';
import { type Aspect, bad, type Finding, type Look, type Sighting, type Subject } from './sighting.ts';

/** Whether a host is there at all: while it is not, all else follows from that. */
export const PRESENCE: Aspect = {
  title: 'answers',
  look: (subject) => {
    const stray = subject.sighting.strays?.[subject.host.name];
    if (stray) return bad('not as ours', stray.what, stray.todo);
    if (subject.seen.kind === 'observed') return { text: 'yes' };
    return subject.seen.kind === 'absent' ? absent(subject) : away(subject, subject.seen.reason);
  },
};

const absent = ({ host }: Subject): Look =>
  bad('no droplet', 'is declared and has no droplet.', `Run apply, which makes ${host.name}.`);

const away = (subject: Subject, reason: string): Look =>
  subject.seen.kind === 'unreachable' && subject.seen.isUp
    ? closed(subject, reason)
    : silent(subject, reason);

/** The host is up: switching it off and on, or removing it from the declaration, would not help. */
const closed = ({ host }: Subject, reason: string): Look =>
  bad(
    'no',
    `is up and cannot be managed: ${reason}`,
    `Do that, then run apply. ${host.kind === 'primary' ? 'Do not delete it: the database is on its disk.' : 'Until then it keeps what it was given last.'}`,
  );

const silent = (subject: Subject, reason: string): Look =>
  subject.host.kind === 'primary' ? primaryAway(subject, reason) : webAway(subject, reason);

function primaryAway({ host }: Subject, reason: string): Look {
  return bad(
    'no',
    `is the primary and does not answer: ${reason} Database, share and VPN are away with it: ` +
      'the web hosts serve the pages and uploads they have cached, and nobody can log in, publish or comment.',
    `${wake(host)} Once it is up, all else comes back by itself. Do not delete it: the database is on its disk.`,
  );
}

function webAway({ host, seen, sighting }: Subject, reason: string): Look {
  const serves = seen.kind === 'unreachable' && seen.site?.kind === 'served' && seen.site.status === 200;
  if (serves) return bad('no', `cannot be managed, though it serves the site: ${reason}`, wake(host));
  const leave = `If it stays away, take it out of cluster/regions/${host.region}.yml, and so out of the rotation.`;
  const readers = sighting.rotation.includes(host.name)
    ? ' It is in the rotation: readers are sent to it, and wait until their browser tries another.'
    : '';
  return bad('no', `does not answer: ${reason}${readers}`, `${wake(host)} ${leave}`);
}

const wake = ({ name }: HostDeclaration): string =>
  `Is it off, run apply, which switches it on; else read ${name}'s console in DigitalOcean's control panel and power-cycle it.`;

/** Whether readers who ask for the site's name are sent to the cluster. */
export function nameFindings({ domain, zone }: Declaration, { name }: Sighting): Finding[] {
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
