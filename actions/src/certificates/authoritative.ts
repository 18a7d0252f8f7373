import { Resolver, resolve4, resolveNs } from 'node:dns/promises';
import { until } from '../lib/time.ts';
import type { ChallengeRecord } from './share.ts';

/** Rounds in which a name server has to be silent before the others' answers are enough. */
const SILENT_ROUNDS = 3;

/** The texts of a name at one name server; undefined where it gives no answer at all. */
export type AskTexts = (address: string, name: string) => Promise<readonly string[] | undefined>;

/**
 * Resolves when the zone's own name servers answer with every record: an authority may ask any of them, and a challenge can be
 * answered once only. A name server that stays silent is left out, as a resolver leaves it out, if another one answers.
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
    const seen = await Promise.all(pairs.map(async (pair) => ({ ...pair, is: await look(pair, ask) })));
    missing = seen.filter(({ is }) => is !== 'there');
    const isAnswered = records.every((one) =>
      seen.some(({ record, is }) => record === one && is === 'there'),
    );
    const isEnough = round >= SILENT_ROUNDS && missing.every(({ is }) => is === 'silent');
    return missing.length === 0 || (isAnswered && isEnough) || undefined;
  };
  if (!(await until(answered, { everyMs: 500, timeoutMs }))) throw new Error(slow(missing, timeoutMs));
}

interface Pair {
  readonly address: string;
  readonly record: ChallengeRecord;
}

async function look({ address, record }: Pair, ask: AskTexts): Promise<'there' | 'missing' | 'silent'> {
  const texts = await ask(address, record.name);
  if (texts === undefined) return 'silent';
  return texts.includes(record.value) ? 'there' : 'missing';
}

async function nameHosts(zone: string): Promise<readonly string[]> {
  const names = await resolveNs(zone).catch(() => []);
  const addresses = (await Promise.all(names.map((name) => resolve4(name).catch(() => [])))).flat();
  if (addresses.length > 0) return [...new Set(addresses)];
  throw new Error(
    `No name server of ${zone} can be found: point the zone to ns1.digitalocean.com, ns2. and ns3. at your registrar.`,
  );
}

/** Node's names for a name server that could not be reached, or that said nothing in time. */
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

/** Names one that answers with something else first: that is what to look at. */
function slow(missing: readonly (Pair & { is: string })[], timeoutMs: number): string {
  const { address, record } = missing.find(({ is }) => is === 'missing') ?? (missing[0] as Pair);
  return (
    `The name server ${address} does not answer with the new ${record.name} after ${Math.round(timeoutMs / 1000)} s. ` +
    "Is the zone delegated to DigitalOcean's name servers? The next run tries again."
  );
}
