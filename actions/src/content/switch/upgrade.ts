import type { Declaration } from '../../declaration/declaration.ts';
import { lastLine } from '../../hosts/link/program.ts';
import { ensureSite } from '../../hosts/roles/wordpress/site.ts';
import { Failure } from '../../lib/failure.ts';
import { runWorkflow } from '../../lib/run-workflow.ts';
import { fill } from '../../lib/template.ts';
import { type Progress, step } from '../../run/progress.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import type { ContentHost, HostState } from '../content-host.ts';
import { askDatabase, type DatabaseChange, type DatabaseHost, readDump, storedDumps } from '../dumps.ts';

/** A change of the WordPress version, up or down. */
interface CoreChange {
  readonly from: string;
  readonly to: string;
  /** The release that was live with the previous version. */
  readonly release: string;
  /** Whether an unfinished run has already switched a host: a dump made now may contain its changes. */
  readonly isResumed: boolean;
}

/** Undefined if all hosts were seen serving that version. Only the history counts, because a run may have been killed. */
export function coreChange(to: string, hosts: readonly HostState[]): CoreChange | undefined {
  const coreOf = ({ cores }: HostState) => cores.kept ?? cores.live ?? undefined;
  const behind = hosts.find((host) => coreOf(host) !== to);
  if (!behind) return undefined;
  const isResumed = hosts.some(({ cores }) => cores.live === to && cores.kept !== to);
  return {
    from: coreOf(behind) ?? 'none',
    to,
    release: behind.history[0]?.release ?? behind.live,
    isResumed,
  };
}

export interface UpgradeTerms {
  readonly hosts: readonly ContentHost[];
  /** The primary; of a clustered database, the first member that is synced. */
  readonly primary: DatabaseHost;
  /** All hosts that answer and may hold dumps. */
  readonly stores: readonly DatabaseHost[];
  readonly declaration: Declaration;
  readonly secrets: Secrets;
  readonly progress: Progress;
}

/** Dumps the database before the switch. After it, the first reachable host upgrades the tables to the new WordPress, once. */
export class Upgrade implements DatabaseChange {
  private dump = '';
  /** The dump of the unfinished run. */
  private earlier: string | undefined;

  constructor(
    private readonly change: CoreChange,
    private readonly terms: UpgradeTerms,
  ) {}

  async prepare(): Promise<void> {
    const { primary, declaration, progress } = this.terms;
    const { from, release, isResumed } = this.change;
    if (isResumed) this.earlier = await this.earlierDump();
    this.dump = await step(
      progress,
      primary.name,
      'dumping the database',
      async () =>
        (await askDatabase(primary, 'make', { database: declaration.database.name, version: from, release }))
          .name,
      (name) => `dumped the database as ${name}`,
    );
  }

  private async earlierDump(): Promise<string | undefined> {
    const dumps = await storedDumps(this.terms.stores);
    return dumps.find(({ name }) => readDump(name)?.core === this.change.from)?.name;
  }

  async make(): Promise<void> {
    const [host] = this.terms.hosts;
    if (!host) return;
    const { progress } = this.terms;
    const done = () => `upgraded the database to WordPress ${this.change.to}`;
    await step(progress, host.name, 'upgrading the database', () => this.upgradeTables(host), done);
  }

  private async upgradeTables({ name, connection }: ContentHost): Promise<void> {
    const { declaration, secrets } = this.terms;
    const input = fill(ensureSite(declaration).run, (_, label) => secrets.value(label).reveal());
    const { code, stderr } = await connection.run('sh -s', { input, timeoutMs: UPGRADE_MS });
    if (code === 0) return;
    throw new Failure({
      where: name,
      what: `WordPress ${this.change.to} cannot upgrade the database`,
      cause: lastLine(stderr) || 'no further output',
    });
  }

  async undo(): Promise<string> {
    return (
      `WordPress ${this.change.to} may have changed the database.${this.resumed()} To restore it as it was before the switch, ` +
      `${runWorkflow('rollback', { database: this.dump })}. Anything written since is lost.`
    );
  }

  async end(): Promise<string> {
    const { from, to } = this.change;
    return `WordPress ${from} → ${to}. Dump of the database before the change: ${this.dump}.${this.resumed()}`;
  }

  private resumed(): string {
    return this.earlier === undefined
      ? ''
      : ` An unfinished run had started it and made the dump ${this.earlier}.`;
  }
}

/** A large site's tables are altered row by row. */
const UPGRADE_MS = 15 * 60_000;
