import pMap from 'p-map';
import type { Cloud } from '../cloud/cloud.ts';
import type { Observed, Resource } from '../cloud/resource.ts';
import type { ChallengeRecord, Share } from './share.ts';

/** DigitalOcean's shortest: nobody else than the authority asks for it, and only once. */
const TTL = 30;

export interface Challenges {
  /** Takes away what a run that was killed has left. */
  sweep(): Promise<void>;
  put(records: readonly ChallengeRecord[]): Promise<void>;
  /** Takes away what was put. */
  remove(): Promise<void>;
}

interface ChallengesOptions {
  readonly cloud: Cloud;
  readonly share: Share;
  /** What former runs put and did not take away, as far as they left word. */
  readonly left: readonly ChallengeRecord[];
  /** The zone's records as they were observed. */
  readonly records: readonly Observed<'record'>[];
}

/**
 * The answers to challenges in the zone. What will be put is first noted on the share: a record that is not ours, at
 * the same name, is so never taken away, and one of ours never stays.
 */
export function createChallenges({ cloud, share, left, records }: ChallengesOptions): Challenges {
  const standing: Observed[] = records.filter(({ spec }) =>
    left.some(({ name, value }) => spec.type === 'TXT' && spec.name === name && spec.value === value),
  );
  let unsure = false;
  const remove = async () => {
    // One that cannot be deleted keeps none of the others, and the note stays: a later run deletes it.
    const stuck = await pMap(standing.splice(0), (record) =>
      cloud.delete(record).then(
        () => [],
        (error) => [error],
      ),
    );
    for (const error of stuck.flat()) throw error;
    // One that was sent and not answered for may stand all the same: the next run sees, and knows it by the note.
    if (!unsure) await share.note('challenges', []);
  };
  return {
    sweep: async () => {
      if (left.length > 0) await remove();
    },
    async put(wanted) {
      if (wanted.length === 0) return;
      // Without the note, a killed run leaves them in the zone, where they do no harm. The order continues.
      await share.note('challenges', wanted).catch(() => {});
      unsure = true;
      await pMap(wanted, async (record) => standing.push(await cloud.create(desired(record))));
      unsure = false;
    },
    remove,
  };
}

const desired = ({ name, value }: ChallengeRecord): Resource<'record'> => ({
  type: 'record',
  spec: { type: 'TXT', name, value, ttl: TTL },
});
