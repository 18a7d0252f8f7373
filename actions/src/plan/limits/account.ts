import { type Allowance, ASK_FOR_MORE, lockedText, warningText } from '../../cloud/allowance.ts';
import { plural } from '../../lib/words.ts';
import type { Asked } from './asked.ts';

/** Why the account can have none, or not as many. `there` counts all droplets of the account, also those of others. */
export function accountRefusals(asked: readonly Asked[], there: number, { account }: Allowance): string[] {
  if (account === undefined || asked.length === 0) return [];
  if (account.status === 'locked') return [lockedText(account)];
  const made = asked.filter(({ resized }) => resized === undefined).length;
  const over = there + made - account.dropletLimit;
  if (made === 0 || over <= 0) return [];
  return [
    `This plan makes ${plural(made, 'droplet')}, and the account, which has ${there}, may have ${account.dropletLimit}: ` +
      `${over} too many. Ask for a higher limit at ${ASK_FOR_MORE}, or declare fewer hosts. A host that takes the place ` +
      'of another is made before that one is destroyed: remove hosts in a change of their own first.',
  ];
}

/** About an account that works still. */
export const accountNotes = ({ account }: Allowance): string[] =>
  account?.status === 'warning' ? [warningText(account)] : [];
