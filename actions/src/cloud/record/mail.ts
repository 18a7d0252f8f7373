import type { Declaration, MailRecord } from '../../declaration/declaration.ts';
import { excludeEachOther, policyOf } from '../../declaration/mail-policy.ts';
import type { Match } from '../kind.ts';
import type { Desired, Observed, ObservedCloud } from '../resource.ts';

export const mailRecords = ({ mail, dns }: Pick<Declaration, 'mail' | 'dns'>): Desired<'record'>[] =>
  (mail?.records ?? []).map((spec) => ({
    type: 'record',
    name: nameOf(spec),
    spec: { ...spec, ttl: dns.ttl },
  }));

const nameOf = ({ type, name, value }: MailRecord): string =>
  `${type} ${name} (${policyOf({ type, name, value }) ?? value})`;

/**
 * Missing records are created. Existing ones are never changed or deleted: no mark shows who owns them, and
 * other mail of the domain may depend on it.
 */
export function matchMailRecords(declaration: Declaration, cloud: ObservedCloud): Match<'record'> {
  const wanted = mailRecords(declaration);
  const pairs = wanted.map((desired) => pairOf(desired, cloud.records));
  const clashes = pairs
    .filter(({ observed }) => observed === undefined)
    .flatMap(({ desired }) => rivals(desired, cloud).map((rival) => refusal(desired, rival, declaration)));
  return { pairs, surplus: [], clashes };
}

/** An existing record keeps its time to live. */
function pairOf(desired: Desired<'record'>, records: readonly Observed<'record'>[]) {
  const { type, name, value } = desired.spec;
  const observed = records.find(
    ({ spec }) => spec.type === type && spec.name === name && spec.value === value,
  );
  return observed ? { desired: { ...desired, spec: observed.spec }, observed } : { desired };
}

interface Rival {
  readonly type: string;
  readonly name: string;
  readonly value: string;
}

/** The distinct existing records that exclude a declared one. */
function rivals({ spec }: Desired<'record'>, { records, foreign }: ObservedCloud): Rival[] {
  const here = [...records.map((record) => record.spec), ...foreign].filter(({ name }) => name === spec.name);
  const inTheWay = here.filter((other) => excludeEachOther(spec, other));
  const distinct = new Map(inTheWay.map((other) => [`${other.type} ${other.value}`, other]));
  return [...distinct.values()];
}

const refusal = ({ spec }: Desired<'record'>, { type, name, value }: Rival, { zone }: Declaration): string =>
  `${name} has the record ${type} "${value}", next to which the declared ${spec.type} "${spec.value}" cannot stand. ` +
  `Declare the existing record under \`mail.records\`, with the relay's part added, or delete it in zone ${zone}; then plan again.`;
