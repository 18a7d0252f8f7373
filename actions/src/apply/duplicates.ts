import { mustReplace } from '../cloud/droplet/match.ts';
import type { Observed, ObservedDroplet } from '../cloud/resource.ts';
import { step } from '../run/progress.ts';
import type { ApplyContext } from './context.ts';

/**
 * Two first applies at once, which have no primary yet to hold a lease on, may both have looked for a droplet before
 * either made it. By now lists show both. The elder stays: whichever run made the younger one deletes it and goes on
 * with the elder, so that two runs agree without a word.
 */
export async function yieldToElders(context: ApplyContext): Promise<void> {
  const { made } = context;
  if (made.length === 0) return;
  const { droplets } = await context.cloud.observe(context.declaration);
  for (const droplet of made) {
    const elder = elderOf(droplet, droplets);
    if (elder) await yieldTo(context, droplet, elder);
  }
}

function elderOf(
  { id, spec }: Observed<'droplet'>,
  droplets: readonly ObservedDroplet[],
): ObservedDroplet | undefined {
  const namesakes = droplets.filter(
    (other) => !mustReplace(spec, other.spec) && Number(other.id) < Number(id),
  );
  return namesakes.sort((a, b) => Number(a.id) - Number(b.id))[0];
}

async function yieldTo(
  { cloud, fleet, arrivalMs, progress }: ApplyContext,
  younger: Observed<'droplet'>,
  elder: ObservedDroplet,
): Promise<void> {
  await step(
    progress,
    `droplet/${younger.spec.name}`,
    'deleting, since another run made one at the same time',
    async () => {
      await cloud.delete(younger);
      const member = fleet.get(younger.spec.name);
      if (member) member.droplet = await cloud.awaitDroplet(elder, arrivalMs);
    },
  );
}
