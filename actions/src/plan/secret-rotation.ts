import { deployKeyGeneration } from '../cloud/ownership.ts';
import type { ObservedCloud } from '../cloud/resource.ts';
import type { Declaration } from '../declaration/declaration.ts';
import type { Facts } from '../hosts/model/facts.ts';
import { generationsIn } from '../lib/template.ts';
import { generationsUpTo } from '../secrets/generations.ts';
import type { HostPlan } from './plan.ts';

/** What a person should know of secrets that rotate; empty while they do not. */
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
    `Secrets rotate from generation ${earlier.join(' and ')} to ${generation}, and readers notice nothing: the old ones work beside ` +
      `the new ones until these are proven, and are withdrawn at the end of the same apply${withdrawing.length > 0 ? `, on ${withdrawing.join(', ')}` : ''}.`,
    'Everybody who is logged in to WordPress has to log in again. Passwords of people, the administrator\u2019s too, stay as they are.',
    'The plan key changes too: set PLAN_SSH_KEY anew after the apply, where plans are made with it.',
    ...(away.length > 0
      ? [
          `${away.join(', ')} did not answer and catches up once it does; until then the database takes the old password as well.`,
        ]
      : []),
  ];
}

const generationsOn = (facts: Facts | undefined): number[] =>
  Object.values(facts?.manifest?.roles ?? {}).flatMap(({ files }) =>
    Object.values(files).flatMap(({ text }) => generationsIn(text)),
  );

/** A generation only goes up, and not faster than hosts can follow: beyond, no key of ours would open them. */
export function generationRefusals(
  { cluster, generation }: Declaration,
  { keys }: Pick<ObservedCloud, 'keys'>,
): string[] {
  const made = keys.flatMap(({ spec }) => deployKeyGeneration(cluster, spec.name) ?? []);
  const newest = Math.max(...made);
  if (made.length === 0 || generationsUpTo(generation).includes(newest)) return [];
  const why =
    newest > generation
      ? `A generation only goes up: write generation: ${newest} or more.`
      : `Hosts that far behind cannot be opened any more: write generation: ${newest + 1} and go on from there.`;
  return [`The declaration says generation ${generation}, and the cluster is at ${newest}. ${why}`];
}
