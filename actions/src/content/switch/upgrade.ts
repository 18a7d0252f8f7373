import type { Declaration } from '../../declaration/declaration.ts';
import { lastLine } from '../../hosts/link/printed.ts';
import { ensureSite } from '../../hosts/roles/wordpress/site.ts';
import { runWorkflow } from '../../lib/run-workflow.ts';
import { fill } from '../../lib/template.ts';
import { type Progress, step } from '../../run/progress.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import type { ContentHost, HostState } from '../content-host.ts';
import { askDatabase, type DatabaseHost, readDump } from '../dumps.ts';
import type { DatabaseChange } from './switching.ts';

/** From one version of WordPress to another, whichever is the later one. */
interface CoreChange {
  readonly from: string;
  readonly to: string;
  /** The release that was live with the former. */
  readonly release: string;
  /** Whether a run that did not end has switched a host already: what is dumped now may no longer be as it was before. */
  readonly isBegun: boolean;
}

/** Undefined where every host was seen serving that WordPress. Only what was kept counts, as a run may have been killed. */
export function coreChange(to: string, hosts: readonly HostState[]): CoreChange | undefined {
  const coreOf = ({ cores }: HostState) => cores.kept ?? cores.live ?? undefined;
  const behind = hosts.find((host) => coreOf(host) !== to);
  if (!behind) return undefined;
  const isBegun = hosts.some(({ cores }) => cores.live === to && cores.kept !== to);
  return { from: coreOf(behind) ?? 'none', to, release: behind.history[0]?.release ?? behind.live, isBegun };
}

export interface UpgradeTerms {
  readonly hosts: readonly ContentHost[];
  readonly primary: DatabaseHost;
  readonly declaration: Declaration;
  readonly secrets: Secrets;
  readonly progress: Progress;
}

/** The database is dumped before the switch, and brought up to the new WordPress once, by the first host that answers. */
export class Upgrade implements DatabaseChange {
  private dump = '';
  /** Of the run that did not end. */
  private earlier: string | undefined;

  constructor(
    private readonly change: CoreChange,
    private readonly terms: UpgradeTerms,
  ) {}

  async prepare(): Promise<void> {
    const { primary, declaration, progress } = this.terms;
    const { from, release, isBegun } = this.change;
    if (isBegun) this.earlier = await this.known();
    this.dump = await step(
      progress,
      primary.name,
      'dumping the database',
      async () => (await askDatabase(primary, 'make', declaration.database.name, from, release)).name,
      (name) => `dumped the database as ${name}`,
    );
  }

  private async known(): Promise<string | undefined> {
    const { names } = await askDatabase(this.terms.primary, 'list');
    return names.find((name) => readDump(name)?.core === this.change.from);
  }

  async make(): Promise<void> {
    const [host] = this.terms.hosts;
    if (!host) return;
    const { progress } = this.terms;
    const done = () => `the database is of WordPress ${this.change.to}`;
    await step(progress, host.name, 'upgrading the database', () => this.ensure(host), done);
  }

  private async ensure({ name, connection }: ContentHost): Promise<void> {
    const { declaration, secrets } = this.terms;
    const input = fill(ensureSite(declaration).run, (_, label) => secrets.value(label).reveal());
    const { code, stderr } = await connection.run('sh -s', { input, timeoutMs: UPGRADE_MS });
    if (code === 0) return;
    throw new Error(
      `${name}: WordPress ${this.change.to} cannot take the database over: ${lastLine(stderr) || 'it says no more'}`,
    );
  }

  async undo(): Promise<string> {
    return (
      `WordPress ${this.change.to} may have changed the database.${this.before()} To put it back as it was just before, ` +
      `${runWorkflow('rollback', { database: this.dump })}. Anything written since is lost`
    );
  }

  async end(): Promise<string> {
    const { from, to } = this.change;
    return `WordPress ${from} → ${to}. The database as it was before: ${this.dump}.${this.before()}`;
  }

  private before(): string {
    return this.earlier === undefined
      ? ''
      : ` A run that did not end had begun it, and dumped ${this.earlier}.`;
  }
}

/** A large site's tables are altered row by row. */
const UPGRADE_MS = 15 * 60_000;
