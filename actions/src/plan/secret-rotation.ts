import { deployKeyGeneration } from '../cloud/ownership.ts';
import type { ObservedCloud } from '../cloud/resource.ts';
import type { Declaration } from '../declaration/declaration.ts';
import type { Facts } from '../hosts/model/facts.ts';
import { generationsIn } from '../lib/template.ts';
import { generationsUpTo } from '../secrets/generations.ts';
import type { HostPlan } from './plan.ts';

/** Notes while secrets rotate. */
export function rotationNotes(
  { generation }: Declaration,
  hosts: readonly HostPlan[],
  facts: Readonly<Record<string, Facts | undefined>>,
): string[] {
  const earlier = [
    ...new Set(
      Object.values(facts)
        .flatMap((found) => generationsOn(found))
        .filter((one) => one < generation),
    ),
  ].sort((a, b) => a - b);
  if (earlier.length === 0) return [];
  const withdrawing = hosts
    .filter((host) => host.kind === 'converge' && host.withdraws)
    .map(({ host }) => host);
  const away = hosts.filter(({ kind }) => kind === 'unreachable').map(({ host }) => host);
  return [
    `Secrets rotate from generation ${earlier.join(' and ')} to ${generation} without downtime: the old ones keep working ` +
      `until the new ones are proven, and are withdrawn at the end of the same apply${withdrawing.length > 0 ? `, on ${withdrawing.join(', ')}` : ''}.`,
    'All WordPress users must log in again. Their passwords, including the administrator\u2019s, do not change.',
    'The plan key changes too. After the apply, update PLAN_SSH_KEY if plans use it.',
    ...(away.length > 0
      ? [
          `${away.join(', ')} did not answer. Until it catches up, the database accepts the old password as well.`,
        ]
      : []),
  ];
}

const generationsOn = (facts: Facts | undefined): number[] =>
  Object.values(facts?.manifest?.roles ?? {}).flatMap(({ files }) =>
    Object.values(files).flatMap(({ text }) => generationsIn(text)),
  );

/** A generation only increases, and not faster than hosts can follow: otherwise hosts would accept none of our keys. */
export function generationRefusals(
  { cluster, generation }: Declaration,
  { keys }: Pick<ObservedCloud, 'keys'>,
): string[] {
  const made = keys.flatMap(({ spec }) => deployKeyGeneration(cluster, spec.name) ?? []);
  const newest = Math.max(...made);
  if (made.length === 0 || generationsUpTo(generation).includes(newest)) return [];
  const why =
    newest > generation
      ? `A generation only increases: set \`generation: ${newest}\` or more.`
      : `Hosts that are so far behind no longer accept any key: set \`generation: ${newest + 1}\` first.`;
  return [`The declaration says generation ${generation}, but the cluster is at ${newest}. ${why}`];
}
