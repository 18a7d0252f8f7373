import { Resolver, resolve4, resolveNs } from 'node:dns/promises';
import pMap from 'p-map';
import type { Cloud } from '../cloud/cloud.ts';
import type { Observed, Resource } from '../cloud/resource.ts';
import { Failure } from '../lib/failure.ts';
import { until } from '../lib/time.ts';
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

/** After a name server was silent for this many rounds, the answers of the others are enough. */
const SILENT_ROUNDS = 3;

/** Asks one name server for the TXT records of a name. Returns undefined if it does not answer at all. */
export type AskTexts = (address: string, name: string) => Promise<readonly string[] | undefined>;

/**
 * Resolves once the zone's own name servers answer with all records. Why all of them: an authority may ask any of them, and it
 * asks only once. A silent name server is skipped, as a resolver would skip it, if another one answers.
 */
export async function awaitAuthoritative(
  zone: string,
  records: readonly ChallengeRecord[],
  timeoutMs: number,
  { find = nameHosts, ask = textsAt }: { find?: typeof nameHosts; ask?: AskTexts } = {},
): Promise<void> {
  const addresses = await find(zone);
  const pairs = records.flatMap((record) => addresses.map((address) => ({ address, record })));
  let missing: readonly (Pair & { is: string })[] = [];
  const answered = async (round: number) => {
    const seen = await Promise.all(pairs.map(async (pair) => ({ ...pair, is: await check(pair, ask) })));
    missing = seen.filter(({ is }) => is !== 'there');
    const isAnswered = records.every((one) =>
      seen.some(({ record, is }) => record === one && is === 'there'),
    );
    const isEnough = round >= SILENT_ROUNDS && missing.every(({ is }) => is === 'silent');
    return missing.length === 0 || (isAnswered && isEnough) || undefined;
  };
  if (!(await until(answered, { everyMs: 500, timeoutMs }))) throw tooSlow(missing, timeoutMs);
}

interface Pair {
  readonly address: string;
  readonly record: ChallengeRecord;
}

async function check({ address, record }: Pair, ask: AskTexts): Promise<'there' | 'missing' | 'silent'> {
  const texts = await ask(address, record.name);
  if (texts === undefined) return 'silent';
  return texts.includes(record.value) ? 'there' : 'missing';
}

async function nameHosts(zone: string): Promise<readonly string[]> {
  const names = await resolveNs(zone).catch(() => []);
  const addresses = (await Promise.all(names.map((name) => resolve4(name).catch(() => [])))).flat();
  if (addresses.length > 0) return [...new Set(addresses)];
  throw new Failure({
    what: `Cannot find a name server of ${zone}`,
    remedy: 'Delegate the zone to ns1, ns2 and ns3.digitalocean.com at your registrar.',
  });
}

/** Node's error codes for a name server that is unreachable or does not answer in time. */
const SILENCE = new Set(['ETIMEOUT', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);

async function textsAt(address: string, name: string): Promise<readonly string[] | undefined> {
  const resolver = new Resolver({ timeout: 2000, tries: 1 });
  resolver.setServers([address]);
  try {
    return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return SILENCE.has(code) ? undefined : [];
  }
}

/** Prefers to name a server that answers with something else, because that one shows the problem. */
function tooSlow(missing: readonly (Pair & { is: string })[], timeoutMs: number): Failure {
  const { address, record } = missing.find(({ is }) => is === 'missing') ?? (missing[0] as Pair);
  return new Failure({
    what: `The name server ${address} does not answer with the new ${record.name} after ${Math.round(timeoutMs / 1000)} s`,
    remedy:
      "Check at your registrar that the zone is delegated to DigitalOcean's name servers. The next run tries again.",
  });
}
