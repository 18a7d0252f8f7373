import type { Declaration } from '../../declaration/declaration.ts';
import { certificateNames } from '../../declaration/site-names.ts';
import { runWorkflow } from '../../lib/run-workflow.ts';
import type { Desired } from '../resource.ts';

interface Stranger {
  readonly type: string;
  readonly name: string;
  readonly value: string;
}

/** Refusals for other owners' records at our names. They are never overwritten. */
export function clashesOf(
  declaration: Declaration,
  desired: readonly Desired<'record'>[],
  strangers: readonly Stranger[],
): string[] {
  const owned = new Set(desired.map(({ spec }) => spec.name));
  const onOurs = strangers.filter(
    (stranger) => owned.has(stranger.name) && isInTheWay(stranger, declaration),
  );
  return [
    ...onOurs.map((stranger) => refusal(stranger, declaration, desired)),
    ...challengeClashes(
      declaration,
      strangers.filter((stranger) => !onOurs.includes(stranger)),
    ),
  ];
}

/**
 * A CNAME excludes other records at its name (RFC 1034, section 3.6.2), and NS below the apex delegates the name. MX, SRV and
 * the zone's own NS and SOA can stand next to ours.
 */
const isInTheWay = ({ type, name }: Stranger, { zone }: Declaration): boolean =>
  ['A', 'AAAA', 'CAA', 'TXT', 'CNAME'].includes(type) || (type === 'NS' && name !== zone);

function refusal(
  { type, name, value }: Stranger,
  declaration: Declaration,
  desired: readonly Desired<'record'>[],
): string {
  const { zone, cluster, domain } = declaration;
  if (type === 'TXT') {
    return (
      `${name} has a TXT record "${value}": ${domain} belongs to that cluster, not to ${cluster}. ` +
      `Give this cluster another domain. If that cluster no longer exists, delete the record in zone ${zone} and plan again.`
    );
  }
  return (
    `${name} already has the record ${type} ${value}, which does not belong to cluster ${cluster}. ` +
    `If it is still needed, add it under another name in zone ${zone}; ${alternative(type, name, declaration, desired)}` +
    `then delete the ${type} record at ${name} and plan again.${adoption(type)}`
  );
}

/** A CNAME or NS cannot stand next to its replacement, so it cannot be taken over without a gap. */
const adoption = (type: string): string =>
  ['A', 'AAAA', 'CAA'].includes(type)
    ? ` Or take it over: ${runWorkflow('deploy', { adopt: true })}. That run first shows what would happen to the record, and changes nothing.`
    : '';

/** What a person may change in `cluster/` instead of at DigitalOcean. */
function alternative(
  type: string,
  name: string,
  { domain }: Declaration,
  desired: readonly Desired<'record'>[],
): string {
  if (type === 'CAA') return 'or add its authority to the declaration; ';
  const hosts = new Set(desired.filter(({ spec }) => spec.name === name).map(({ host }) => host));
  const [host] = hosts;
  const isHostName = hosts.size === 1 && host !== undefined && name === `${host}.${domain}`;
  return isHostName ? `or rename host ${host}; ` : '';
}

/**
 * Records that divert the certificate's challenge from the zone: a CNAME at its name, or NS there or at a name above,
 * up to the zone. Other owners' TXT records can stand next to ours.
 */
export function challengeClashes(declaration: Declaration, strangers: readonly Stranger[]): string[] {
  const { zone } = declaration;
  const names = certificateNames(declaration).map((name) => `_acme-challenge.${name.replace(/^\*\./, '')}`);
  const blocks = ({ type, name }: Stranger): boolean =>
    (type === 'CNAME' && names.includes(name)) ||
    (type === 'NS' && name !== zone && names.some((at) => at === name || at.endsWith(`.${name}`)));
  return strangers
    .filter(blocks)
    .map(
      ({ type, name, value }) =>
        `${name} has the record ${type} ${value}, so the certificate authority queries another zone for the DNS challenge ` +
        `and every renewal fails. Delete the ${type} record at ${name} in zone ${zone}, then run again.`,
    );
}
