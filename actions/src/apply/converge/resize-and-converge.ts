import type { RoleChanges } from '../../hosts/model/steps.ts';
import { inParallel } from '../../run/progress.ts';
import { type ApplyContext, contained } from '../context.ts';
import type { Member } from '../fleet.ts';
import { withPassword } from '../secrets/password.ts';
import { planned, treat } from './converge-member.ts';
import { overLostLink } from './meet-again.ts';
import { resize } from './resize.ts';

/** Side by side, for those that have not failed yet; one's failure is its own. */
export const each = (
  context: ApplyContext,
  members: readonly Member[],
  work: (member: Member) => Promise<void>,
): Promise<void> =>
  inParallel(members, async (member) => {
    if (member.failure === undefined) await contained(context, member.host.name, () => work(member));
  });

/** Resized and converged, as far as the plan says so. */
export async function renew(context: ApplyContext, member: Member): Promise<void> {
  await resize(context, member);
  const pick = (roles: RoleChanges[]) => withPassword(context, member, planned(context, member)(roles));
  await overLostLink(context, member, () => treat(context, member, 'converging', pick));
}
