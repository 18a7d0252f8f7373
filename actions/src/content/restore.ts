import type { Declaration } from '../declaration/declaration.ts';
import { type Progress, told } from '../run/progress.ts';
import { ask, type ContentHost } from './content-host.ts';
import { askDatabase, type DatabaseHost, readDump } from './dumps.ts';
import type { DatabaseChange } from './switch-all.ts';

export interface RestoreTerms {
  readonly hosts: readonly ContentHost[];
  readonly primary: DatabaseHost;
  readonly declaration: Declaration;
  readonly progress: Progress;
}

/**
 * The database as a dump has it, and the release that was live with it. The dump is read into tables beside the site's;
 * once the hosts have switched, these are swapped for the site's own by one statement, which no reader sees half done.
 * What is replaced is dumped first. Throws where there is no such dump, with those that there are.
 */
export async function openRestore(dump: string, terms: RestoreTerms): Promise<Restore> {
  const { names } = await askDatabase(terms.primary, 'list');
  const found = names.includes(dump) ? readDump(dump) : undefined;
  if (found) return new Restore(dump, found.release, terms);
  const there = names.length > 0 ? `There are, newest first: ${names.join(', ')}` : 'There is none';
  throw new Error(`There is no dump "${dump}" on ${terms.primary.name}. ${there}.`);
}

export class Restore implements DatabaseChange {
  private former = '';
  private swapped: 'no' | 'yes' | 'unknown' = 'no';

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
    await told(progress, primary.name, 'dumping the database as it is', async () => {
      this.former = (await askDatabase(primary, 'make', this.database, cores.live ?? 'none', live)).name;
    });
    await told(progress, primary.name, `reading ${this.dump}`, () =>
      askDatabase(primary, 'load', this.database, this.dump),
    );
  }

  async make(): Promise<void> {
    const { primary, progress } = this.terms;
    // Until it has answered, what it did cannot be told: the link may be lost after the deed.
    this.swapped = 'unknown';
    await told(progress, primary.name, 'swapping the tables', () => this.swap());
    this.swapped = 'yes';
  }

  async undo(): Promise<string> {
    if (this.swapped === 'unknown')
      return `The database may be as in ${this.dump} nevertheless. What it was until now: ${this.former}.`;
    if (this.swapped === 'yes') await this.swap();
    await this.drop();
    return 'The database is as it was.';
  }

  async end(): Promise<string> {
    await this.drop();
    return `The database is as in ${this.dump}. What it was until now: ${this.former}.`;
  }

  private readonly swap = () => askDatabase(this.terms.primary, 'swap', this.database);
  private readonly drop = () => askDatabase(this.terms.primary, 'drop', this.database);

  private get database(): string {
    return this.terms.declaration.database.name;
  }
}
