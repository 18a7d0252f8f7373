import type { Declaration } from '../../declaration/declaration.ts';
import { generationsIn } from '../../lib/template.ts';
import { generationsUpTo } from '../../secrets/generations.ts';
import { AUTHORIZED_KEYS, WP_CONFIG } from '../roles/shared.ts';
import type { Facts } from './facts.ts';

/** Generations of secrets that are to work on a host for now, newest first; more than one while they rotate. */
export interface Accepted {
  /** Deploy and plan keys that open it. */
  readonly keys: readonly number[];
  /** Passwords of WordPress in the database; of the primary only. */
  readonly passwords: readonly number[];
}

/** What tells who still uses which secrets. */
export interface SecretUse {
  readonly facts: Readonly<Record<string, Facts | undefined>>;
  /** Hosts that exist, known or not. */
  readonly present: readonly string[];
  /** Generation of the deploy key that opened each host; undefined where none of a known generation did. */
  readonly opened: Readonly<Record<string, number | undefined>>;
}

export function acceptedOn(host: string, { generation, primary }: Declaration, use: SecretUse): Accepted {
  const within = (found: readonly (number | undefined)[]) =>
    generationsUpTo(generation).filter((one) => one === generation || found.includes(one));
  return {
    keys: within(earlierKeys(host, generation, use)),
    passwords: host === primary.name ? within(passwordsInUse(host, use)) : [generation],
  };
}

/** A key goes only after a newer one has opened the host: so no step of any run locks us out. */
function earlierKeys(host: string, generation: number, { facts, opened }: SecretUse) {
  const text = facts[host]?.manifest?.roles.base?.files[AUTHORIZED_KEYS]?.text ?? '';
  const listed = generationsIn(text);
  const by = opened[host];
  // A plan's key is of no known generation: it trusts that a key which was put there works.
  const proven = by === generation || (by === undefined && listed.includes(generation));
  return proven ? [] : [...listed, by];
}

/** What a host that does not answer uses is not known: it may be whatever the primary takes now. */
function passwordsInUse(primary: string, { facts, present }: SecretUse): readonly number[] {
  const used = present.filter((name) => name !== primary).map((name) => passwordOf(facts[name]));
  const unknown = used.some((generation) => generation === undefined);
  return [...used.flatMap((found) => found ?? []), ...(unknown ? passwordsOf(facts[primary]) : [])];
}

/** Generations in the `wp-config.php` that is in service; undefined where that is not known. */
function passwordOf(facts: Facts | undefined): readonly number[] | undefined {
  if (facts === undefined) return undefined;
  const { files, unfinished = [] } = facts.manifest?.roles.wordpress ?? {};
  const applied = files?.[WP_CONFIG];
  if (applied === undefined) return [];
  const inService = unfinished.length === 0 && facts.files[WP_CONFIG]?.sha256 === applied.content;
  return inService ? generationsIn(applied.text, 'database-password') : undefined;
}

/** Generations of the passwords that the primary took last. */
const passwordsOf = (primary: Facts | undefined): readonly number[] =>
  primary?.manifest?.roles.database?.commands.grant?.generations ?? [];

/** Whether the database takes the password of that generation for certain. */
export const takesPassword = (primary: Facts | undefined, generation: number): boolean =>
  primary?.commands['database/grant'] === true &&
  (primary.manifest?.roles.database?.unfinished ?? []).length === 0 &&
  passwordsOf(primary).includes(generation);

/** Whether a host's WordPress logs in to the database by another generation than that. */
export const usesOtherPassword = (facts: Facts | undefined, generation: number): boolean =>
  (passwordOf(facts) ?? [0]).some((used) => used !== generation);
