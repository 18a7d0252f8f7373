import { Resolver, resolve4, resolveNs } from 'node:dns/promises';
import { Failure } from '../lib/failure.ts';
import { until } from '../lib/time.ts';
import type { ChallengeRecord } from './share.ts';

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
