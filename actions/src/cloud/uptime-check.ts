import type { Declaration } from '../declaration/declaration.ts';
import { configuredUrl } from '../hosts/roles/wordpress/config.ts';
import { type Difference, type Draft, field, type Wave } from './change.ts';
import { type Kind, type Known, type Match, ownAmong } from './kind.ts';
import { markValue, uptimeCheckName } from './ownership.ts';
import type { Desired, Observed } from './resource.ts';
import type { UptimeCheckSpec } from './specs.ts';

export const uptimeCheck: Kind<'uptime-check'> = {
  desired: desiredUptimeChecks,
  observed: ({ uptimeChecks }) => uptimeChecks,
  match: matchUptimeChecks,
  compare: compareUptimeCheck,
  wave: waveOf,
  risk: () => 'none',
  rank: () => 5,
  summary: ({ target, days, down, email }) =>
    `${target}, e-mail to ${email ?? "the account's own address"} when ${down ? 'it is down or ' : ''}its certificate has less than ` +
    `${daysText(days ?? 0)} left`,
  monthly: () => MONTHLY,
  essence: (spec) => spec,
  display: { rows: 'listed', isValues: false },
  secretFields: [],
  meanwhile: () => undefined,
  warnings: () => [],
  notes: () => [],
  dnsName: () => undefined,
};

/** US dollars a month for each (https://docs.digitalocean.com/products/uptime/details/pricing/). */
const MONTHLY = 1;

/** A check that warns before the certificate expires, independent of our schedules and hosts. */
function desiredUptimeChecks({ cluster, domain, alerts }: Declaration): Desired<'uptime-check'>[] {
  if (!alerts.certificate) return [];
  const name = uptimeCheckName(cluster);
  const { days, down, email } = alerts;
  return [
    {
      type: 'uptime-check',
      name,
      spec: { name, target: `https://${domain}`, enabled: true, days, down, email },
    },
  ];
}

function compareUptimeCheck(desired: UptimeCheckSpec, { spec }: Observed<'uptime-check'>): Difference {
  return {
    fields: [
      ...field('target', spec.target, desired.target),
      ...field('enabled', onOrOff(spec), onOrOff(desired), 'power'),
      ...field('days', alertOf(spec), alertOf(desired), 'alert'),
      ...field('down', spec.down ? 'on' : 'off', desired.down ? 'on' : 'off', 'alert when down'),
      ...(desired.email === undefined
        ? []
        : field('email', spec.email ?? 'none', desired.email, 'recipient')),
    ],
    replaces: false,
  };
}

const onOrOff = ({ enabled }: UptimeCheckSpec): string => (enabled ? 'on' : 'off');

const alertOf = ({ days }: UptimeCheckSpec): string =>
  days === undefined ? 'none' : `below ${daysText(days)}`;

const daysText = (days: number): string => `${days} ${days === 1 ? 'day' : 'days'}`;

/** A new target is set only after the site serves there. */
function waveOf({ action, fields }: Draft): Wave {
  return action === 'delete' || fields.some(({ key }) => key === 'target') ? 'retire' : 'names';
}

/** Names of checks are not unique: duplicates, and checks that are no longer declared, are surplus. */
function matchUptimeChecks(desired: readonly Desired<'uptime-check'>[], known: Known): Match<'uptime-check'> {
  const { ours, clashes } = ownChecks(known);
  const [found, ...others] = ours;
  const reason = desired.length > 0 ? 'duplicate' : 'no longer declared';
  const surplus = desired.length > 0 ? others : ours;
  return {
    pairs: desired.map((wanted) => ({ desired: wanted, observed: found })),
    surplus: surplus.map((observed) => ({
      subject: { type: 'uptime-check', name: observed.spec.name, copy: observed.id },
      reason,
      observed,
    })),
    // Names of checks are not unique, so another check next to ours does no harm.
    clashes: found || desired.length === 0 ? [] : clashes,
  };
}

/** A check is recognised by its target: the site's name or a former one. */
function ownChecks({ declaration: { cluster, domain }, cloud, facts }: Known) {
  const marked = cloud.records.flatMap(({ spec: { type, name, value } }) =>
    type === 'TXT' && value === markValue(cluster) ? [name.replace('_flotilla.', '')] : [],
  );
  const ours = [
    ...[domain, ...marked].map((name) => `https://${name}`),
    ...Object.values(facts).map(configuredUrl),
  ];
  return ownAmong(
    cloud.uptimeChecks,
    ({ spec }) => !ours.includes(spec.target.replace(/\/$/, '')),
    ({ id, spec }) =>
      `The uptime check ${spec.name} (id ${id}) watches ${spec.target}, which is not a site of cluster ${cluster}. Rename or ` +
      `delete it; or, if it belongs to this cluster, point it to https://${domain}. Then plan again.`,
  );
}
