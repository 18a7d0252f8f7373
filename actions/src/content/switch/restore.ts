import type { Declaration } from '../../declaration/declaration.ts';
import { messageOf } from '../../lib/failure.ts';
import { type Progress, step } from '../../run/progress.ts';
import { ask, type ContentHost } from '../content-host.ts';
import { askDatabase, type DatabaseHost, readDump } from '../dumps.ts';
import type { DatabaseChange } from './switching.ts';

interface RestoreTerms {
  readonly hosts: readonly ContentHost[];
  readonly primary: DatabaseHost;
  readonly declaration: Declaration;
  readonly progress: Progress;
}

/**
 * The database as a dump has it, and the release that was live with it. The dump is read into tables beside the site's;
 * once the hosts have switched, these are swapped for the site's own by one statement, which no reader sees half done.
 * What is replaced is dumped after that, so with all that was written until then. Throws where there is no such dump, with
 * those that there are.
 */
export async function openRestore(dump: string, terms: RestoreTerms): Promise<Restore> {
  const { names } = await askDatabase(terms.primary, 'list');
  const found = names.includes(dump) ? readDump(dump) : undefined;
  if (found) return new Restore(dump, found.release, terms);
  const there = names.length > 0 ? `There are, newest first: ${names.join(', ')}` : 'There is none';
  throw new Error(`There is no dump "${dump}" on ${terms.primary.name}. ${there}.`);
}

class Restore implements DatabaseChange {
  /** WordPress and release that are live with the tables of now. */
  private former: readonly [string, string] = ['none', 'none'];

  constructor(
    private readonly dump: string,
    /** What is to be made live with it. */
    readonly release: string,
    private readonly terms: RestoreTerms,
  ) {}

  async prepare(): Promise<void> {
    const { hosts, primary, progress } = this.terms;
    const [host] = hosts;
    if (!host) return;
    const { live, cores } = await ask(host, 'history');
    this.former = [cores.live ?? 'none', live];
    await step(progress, primary.name, `reading ${this.dump}`, () =>
      askDatabase(primary, 'load', this.database, this.dump),
    );
  }

  async make(): Promise<void> {
    const { primary, progress } = this.terms;
    await step(progress, primary.name, 'swapping the tables', () =>
      askDatabase(primary, 'swap', this.database, ...this.former),
    );
  }

  /** The primary says itself whether there is a swap to undo: a link may be lost after the deed. */
  async undo(areBack: boolean): Promise<string> {
    const { primary } = this.terms;
    if (!areBack)
      return `The tables stay with what is served: as in ${this.dump}, once swapped. ${this.whereFormer}`;
    await askDatabase(primary, 'back', this.database).catch((error) => {
      throw new Error(`${messageOf(error)} It may be as in ${this.dump}. ${this.whereFormer}`);
    });
    return 'The database is as it was.';
  }

  async end(): Promise<string> {
    const { primary, progress } = this.terms;
    const { saved } = await step(progress, primary.name, 'dumping the tables that were replaced', () =>
      askDatabase(primary, 'end', this.database),
    ).catch((error) => {
      throw new Error(`${messageOf(error)} The database is as in ${this.dump}. ${this.whereFormer}`);
    });
    return `The database is as in ${this.dump}. What it was until now: ${saved ?? 'empty'}.`;
  }

  private get whereFormer(): string {
    return `Tables that were replaced stay in the database ${this.database}_former until the next sync, which dumps them.`;
  }

  private get database(): string {
    return this.terms.declaration.database.name;
  }
}
