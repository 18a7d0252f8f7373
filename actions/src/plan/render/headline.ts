import type { Action, Risk } from '../../cloud/change.ts';
import { money, plural } from '../../lib/words.ts';
import { isSettled, type Plan } from '../plan.ts';
import { interruptionsOf } from '../warnings.ts';
import { itemsOf, RISKS } from './lines.ts';

/** E.g. `3 to add, 1 to change, nothing to destroy · 4 items on 2 hosts · +$6.00/month ($30.00 in total) · harmless` */
export function headline(plan: Plan): string {
  if (isSettled(plan)) return `Nothing to change · ${money(plan.cost.after)}/month`;
  return [cloudCount(plan), hostCount(plan), contentLine(plan), costLine(plan.cost), riskLine(plan)]
    .filter((part) => part !== '')
    .join(' · ');
}

/** A refused plan shows no risk. */
const riskLine = (plan: Plan): string =>
  plan.refusals.length > 0 ? 'cannot be applied' : RISKS[worstOf(plan)];

const WORST_FIRST: readonly Risk[] = ['data', 'takes-away', 'restart', 'none'];

function worstOf({ cloud, hosts, losses }: Plan): Risk {
  if (losses.some(({ kind }) => kind !== 'code')) return 'data';
  if (losses.length > 0) return 'takes-away';
  const restarts = hosts.some((host) => interruptionsOf(host).length > 0);
  return (
    WORST_FIRST.find(
      (worst) => cloud.some(({ risk }) => risk === worst) || (worst === 'restart' && restarts),
    ) ?? 'none'
  );
}

function cloudCount({ cloud }: Plan): string {
  if (cloud.length === 0) return 'nothing to change on DigitalOcean';
  const count = (action: Action) => cloud.filter((change) => change.action === action).length;
  const parts = [
    [count('create'), 'to add'],
    [count('update'), 'to change'],
    [count('replace'), 'to replace'],
  ] as const;
  const counted = parts.filter(([number]) => number > 0).map(([number, verb]) => `${number} ${verb}`);
  const gone = count('delete') || (count('replace') === 0 && 'nothing');
  return [...counted, ...(gone === false ? [] : [`${gone} to destroy`])].join(', ');
}

function hostCount({ hosts }: Plan): string {
  const items = hosts.map(itemsOf);
  const busy = items.filter((number) => number > 0).length;
  const fresh = hosts.filter(({ kind }) => kind === 'after-create').length;
  const away = hosts.filter(({ kind }) => kind === 'unreachable').length;
  const total = items.reduce((sum, number) => sum + number, 0);
  return [
    ...(busy > 0 ? [`${plural(total, 'item')} on ${plural(busy, 'host')}`] : []),
    ...(fresh > 0 ? [`${plural(fresh, 'host')} to set up`] : []),
    ...(away > 0 ? [`${plural(away, 'host')} unreachable`] : []),
  ].join(', ');
}

const contentLine = ({ release }: Plan): string => (release ? 'new content release' : '');

function costLine({ before, after }: Plan['cost']): string {
  const difference = after - before;
  if (difference === 0) return `${money(after)}/month (unchanged)`;
  return `${difference > 0 ? '+' : '-'}${money(Math.abs(difference))}/month (${money(after)} in total)`;
}
