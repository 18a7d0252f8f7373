import { messageOf } from '../../lib/failure.ts';
import { Stop } from '../../run/report.ts';
import { ask, type FoundHost } from '../content-host.ts';
import { type BringTerms, bring } from './bring.ts';

interface SpreadTerms extends Pick<BringTerms, 'declaration' | 'secrets' | 'progress' | 'mayGoOn'> {
  readonly found: readonly FoundHost[];
  /** Releases that the database's dumps go with. */
  readonly needed: readonly string[];
}

/**
 * Makes a host that came later have what the dumps need, while another has it: once all of those are replaced, no dump of
 * before could be restored. What fails is no reason to fail what was done. Gives a line for each.
 */
export async function spreadNeeded(terms: SpreadTerms): Promise<string[]> {
  const failures: string[] = [];
  try {
    for (const release of terms.needed) await spread(terms, release, failures);
  } catch (error) {
    failures.push(messageOf(error));
  }
  return failures;
}

async function spread({ found, ...terms }: SpreadTerms, release: string, failures: string[]): Promise<void> {
  const kept = ({ state }: FoundHost) => state.history.find((each) => each.release === release);
  const at = Math.max(...found.map((each) => kept(each)?.at ?? 0));
  const [holders = [], lacking = []] = [true, false].map((has) =>
    found.filter((each) => (kept(each) !== undefined) === has).map(({ host }) => host),
  );
  if (holders.length === 0 || lacking.length === 0) return;
  const contain = (error: unknown) => {
    if (error instanceof Stop) throw error;
    failures.push(`${messageOf(error)}: without release ${release}, which a dump of the database goes with.`);
  };
  const guard = (_: string, work: () => Promise<void>) => work().catch(contain);
  const after = (host: FoundHost['host']) => ask(host, 'note', release, at);
  await bring({ ...terms, release, holders, lacking, guard, after }).catch(contain);
}
