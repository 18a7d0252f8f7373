import pMap from 'p-map';
import type { Cloud } from '../cloud/cloud.ts';
import type { Observed, Resource } from '../cloud/resource.ts';
import type { ChallengeRecord, Share } from './share.ts';

/** DigitalOcean's minimum. Only the authority asks for the record, and only once. */
const TTL = 30;

export interface Challenges {
  /** Deletes the records that a killed run left. */
  sweep(): Promise<void>;
  put(records: readonly ChallengeRecord[]): Promise<void>;
  /** Deletes the records that `put` created. */
  remove(): Promise<void>;
}

interface ChallengesOptions {
  readonly cloud: Cloud;
  readonly share: Share;
  /** Records of earlier runs, as noted on the share. */
  readonly left: readonly ChallengeRecord[];
  /** The zone's observed records. */
  readonly records: readonly Observed<'record'>[];
}

/**
 * The TXT records that answer challenges. Each is noted on the share before it is created. So none of ours stays for good, and
 * a record of another owner at the same name is never deleted.
 */
export function createChallenges({ cloud, share, left, records }: ChallengesOptions): Challenges {
  const existing: Observed[] = records.filter(({ spec }) =>
    left.some(({ name, value }) => spec.type === 'TXT' && spec.name === name && spec.value === value),
  );
  let unsure = false;
  const remove = async () => {
    // One that cannot be deleted does not keep the others from being deleted. The note stays, and a later run deletes it.
    const errors = await pMap(existing.splice(0), (record) =>
      cloud.delete(record).then(
        () => [],
        (error) => [error],
      ),
    );
    for (const error of errors.flat()) throw error;
    // A record may exist even if its request got no answer. The next run finds it by the note.
    if (!unsure) await share.note('challenges', []);
  };
  return {
    sweep: async () => {
      if (left.length > 0) await remove();
    },
    async put(wanted) {
      if (wanted.length === 0) return;
      // If the note fails, the order continues: a killed run then leaves records in the zone, which do no harm.
      await share.note('challenges', wanted).catch(() => {});
      unsure = true;
      await pMap(wanted, async (record) => existing.push(await cloud.create(desired(record))));
      unsure = false;
    },
    remove,
  };
}

const desired = ({ name, value }: ChallengeRecord): Resource<'record'> => ({
  type: 'record',
  spec: { type: 'TXT', name, value, ttl: TTL },
});
