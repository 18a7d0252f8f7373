import type { Declaration } from '../declaration/declaration.ts';
import { type Difference, field } from './difference.ts';
import { uptimeCheckName } from './ownership.ts';
import type { Desired, Observed, UptimeCheckSpec } from './resource.ts';

/** US dollars a month for each (https://docs.digitalocean.com/products/uptime/details/pricing/). */
export const UPTIME_CHECK_MONTHLY = 1;

/** One that warns by itself when the certificate nears its end: no schedule and no host of ours has to run for it. */
export function desiredUptimeChecks({ cluster, domain, alerts }: Declaration): Desired<'uptime-check'>[] {
  if (!alerts.certificate) return [];
  const name = uptimeCheckName(cluster);
  const { days, email } = alerts;
  return [
    {
      type: 'uptime-check',
      address: `uptime-check/${name}`,
      spec: { name, target: `https://${domain}`, enabled: true, days, email },
    },
  ];
}

export const compareUptimeCheck = (
  desired: UptimeCheckSpec,
  { spec }: Observed<'uptime-check'>,
): Difference => ({
  fields: [
    ...field('target', spec.target, desired.target),
    ...field('power', onOrOff(spec), onOrOff(desired)),
    ...field('alert', alertOf(spec), alertOf(desired)),
    ...(desired.email === undefined ? [] : field('recipient', spec.email ?? 'nobody', desired.email)),
  ],
  replaces: false,
});

const onOrOff = ({ enabled }: UptimeCheckSpec): string => (enabled ? 'on' : 'off');

const alertOf = ({ days }: UptimeCheckSpec): string =>
  days === undefined ? 'none' : `below ${days} ${days === 1 ? 'day' : 'days'}`;
