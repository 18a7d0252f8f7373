import type { Declaration } from '../../declaration/declaration.ts';
import type { Finding, Sighting } from './sighting.ts';

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
