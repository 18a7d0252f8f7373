import { type Declaration, isClustered } from '../../declaration/declaration.ts';
import type { Facts } from '../../hosts/model/facts.ts';
import { runWorkflow } from '../../lib/run-workflow.ts';
import { listed } from '../../lib/words.ts';
import { isInGroup } from './members.ts';

interface Known {
  readonly declaration: Declaration;
  /** Of the hosts that answered. */
  readonly facts: Readonly<Record<string, Facts | undefined>>;
}

/** How a database whose members are all down, or all without a majority, starts again. */
export type Recovery =
  /** It needs no help: a majority works, or no member ever had a database. */
  | { readonly kind: 'none' }
  | { readonly kind: 'start'; readonly member: string; readonly why: string }
  /** Only a person can decide. */
  | { readonly kind: 'ask'; readonly why: string };

/**
 * Decides which member starts the database. A wrong choice destroys the changes that only another member has, so the members
 * decide only if each of them says what it has. `chosen` is a person's decision.
 */
export function recoveryOf({ declaration, facts }: Known, chosen?: string): Recovery {
  const { members } = declaration.database;
  const having = members.filter((name) => facts[name]?.galera?.hasData);
  if (!isClustered(declaration) || members.some((name) => isInGroup(facts[name])) || having.length === 0)
    return { kind: 'none' };
  if (chosen) return chosenBy(chosen, { declaration, facts });
  const unknown = members.filter((name) => positionOf(facts[name]) === undefined);
  const histories = new Set(having.map((name) => facts[name]?.galera?.uuid));
  if (unknown.length > 0)
    return ask(`${listed(unknown)} may have changes that no other member has`, { declaration, facts });
  if (histories.size > 1)
    return ask('the members come from different databases, so the numbers cannot be compared', {
      declaration,
      facts,
    });
  const positions = members.map((name) => positionOf(facts[name]) ?? 0);
  const most = Math.max(...positions);
  const member = members[positions.indexOf(most)] ?? '';
  return { kind: 'start', member, why: `of all members it has the newest change, ${most}` };
}

/** Number of the last change that a member has; undefined if it did not say, or does not know which database it belongs to. */
function positionOf(facts: Facts | undefined): number | undefined {
  const { hasData, uuid, position } = facts?.galera ?? {};
  return hasData && uuid ? (position ?? undefined) : undefined;
}

function chosenBy(chosen: string, known: Known): Recovery {
  if (known.facts[chosen]?.galera?.hasData && known.declaration.database.members.includes(chosen))
    return { kind: 'start', member: chosen, why: 'a person chose it' };
  return ask(`${chosen}, named by \`recover-from\`, is no member that answers and has a database`, known);
}

function ask(reason: string, { declaration, facts }: Known): Recovery {
  const has = declaration.database.members.map((name) => `${name} ${holdings(facts[name])}`);
  const why =
    `No member of the database works, and ${reason}. What each has: ${has.join('; ')}. Start every host and run apply again. If one ` +
    'does not come back, choose the member to start from: whatever only another member has is lost. ' +
    `Then ${runWorkflow('deploy', { 'recover-from': 'its name' })}, or run ./scripts/flotilla apply --recover-from HOST.`;
  return { kind: 'ask', why };
}

function holdings(facts: Facts | undefined): string {
  if (!facts) return 'does not answer';
  const { galera } = facts;
  if (!galera?.hasData) return 'has no database';
  const position = galera.position === null ? 'an unknown change' : `change ${galera.position}`;
  return `has ${position} of ${galera.uuid?.slice(0, 8) ?? 'an unknown database'}`;
}
