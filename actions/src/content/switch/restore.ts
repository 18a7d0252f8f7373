import type { Declaration } from '../../declaration/declaration.ts';
import { Failure, messageOf } from '../../lib/failure.ts';
import { listed } from '../../lib/words.ts';
import { type Progress, step } from '../../run/progress.ts';
import { ask, type ContentHost } from '../content-host.ts';
import { askDatabase, type DatabaseChange, type DatabaseHost, readDump, storedDumps } from '../dumps.ts';

interface RestoreTerms {
  readonly hosts: readonly ContentHost[];
  readonly primary: DatabaseHost;
  readonly stores: readonly DatabaseHost[];
  readonly declaration: Declaration;
  readonly progress: Progress;
}

/**
 * Restores a dump of the database, together with the release that was live with it. The dump is loaded into tables next to the
 * site's. After the hosts have switched, one statement swaps the tables, so no reader sees an intermediate state. The
 * replaced tables are dumped afterwards, so the dump contains everything written until then. Throws if there is no such dump.
 */
export async function openRestore(dump: string, terms: RestoreTerms): Promise<Restore> {
  const dumps = await storedDumps(terms.stores);
  const stored = dumps.find(({ name }) => name === dump);
  const found = stored && readDump(dump);
  if (found) return new Restore(dump, found.release, { ...terms, primary: stored.store });
  const names = dumps.map(({ name }) => name);
  const stores = terms.stores.map(({ name }) => name);
  throw new Failure({
    what: `${listed(stores)} ${stores.length === 1 ? 'has' : 'have'} no dump "${dump}"`,
    remedy:
      names.length > 0
        ? `Enter one of these (newest first): ${names.join(', ')}.`
        : 'It has no dumps at all.',
  });
}

class Restore implements DatabaseChange {
  /** The WordPress version and the release that are live with the current tables. */
  private former = { version: 'none', release: 'none' };

  constructor(
    private readonly dump: string,
    /** The release to make live with it. */
    readonly release: string,
    private readonly terms: RestoreTerms,
  ) {}

  async prepare(): Promise<void> {
    const { hosts, primary, progress } = this.terms;
    const [host] = hosts;
    if (!host) return;
    const { live, cores } = await ask(host, 'history', {});
    this.former = { version: cores.live ?? 'none', release: live };
    await step(progress, primary.name, `loading ${this.dump}`, () =>
      askDatabase(primary, 'load', { database: this.database, name: this.dump }),
    );
  }

  async make(): Promise<void> {
    const { primary, progress } = this.terms;
    await step(progress, primary.name, 'swapping the tables', () =>
      askDatabase(primary, 'swap', { database: this.database, ...this.former }),
    );
  }

  /** The primary itself knows whether there is a swap to undo: the connection may have been lost after the swap. */
  async undo(areBack: boolean): Promise<string> {
    const { primary } = this.terms;
    if (!areBack)
      return `The database stays as the hosts need it: if the tables were swapped, as in ${this.dump}. ${this.whereFormer}`;
    await askDatabase(primary, 'back', { database: this.database }).catch((error) => {
      throw new Error(`${messageOf(error)} The database may be as in ${this.dump}. ${this.whereFormer}`);
    });
    return 'The database is as it was before.';
  }

  async end(): Promise<string> {
    const { primary, progress } = this.terms;
    const { saved } = await step(progress, primary.name, 'dumping the tables that were replaced', () =>
      askDatabase(primary, 'end', { database: this.database }),
    ).catch((error) => {
      throw new Error(`${messageOf(error)} The database is as in ${this.dump}. ${this.whereFormer}`);
    });
    return `The database is as in ${this.dump}. Its previous contents: ${saved ?? 'none'}.`;
  }

  private get whereFormer(): string {
    return `Replaced tables stay in the database ${this.database}_former until the next sync, which dumps them.`;
  }

  private get database(): string {
    return this.terms.declaration.database.name;
  }
}
