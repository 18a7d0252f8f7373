import { FOUND_DATABASE } from '../hosts/roles/shared.ts';
import { founderOf, takesTurns } from '../plan/policy/members.ts';
import type { ApplyContext } from './context.ts';
import { knownNow, type Member } from './state.ts';

/**
 * Works on a host that holds the database only while no other such host is worked on, so the database loses one member at a
 * time. Works on any other host at once.
 */
export function inTurn(
  { turns, declaration }: ApplyContext,
  { host }: Member,
  work: () => Promise<void>,
): Promise<void> {
  if (!takesTurns(declaration, host)) return work();
  const turn = turns.last.then(work);
  turns.last = turn.catch(() => {});
  return turn;
}

/** Has the first member start the database without the others, if none of them ever had one. */
export async function foundDatabase({ declaration, fleet }: ApplyContext, member: Member): Promise<void> {
  const { facts, droplets } = knownNow(fleet);
  const present = new Set(droplets.map(({ spec }) => spec.name));
  if (founderOf({ declaration, facts, present }) !== member.host.name) return;
  await member.connection?.run(`echo _WSREP_NEW_CLUSTER=--wsrep-new-cluster >${FOUND_DATABASE}`);
}
