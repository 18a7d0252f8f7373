import type { ContentHost, FoundHost, HostState } from '../../../actions/src/content/content-host.ts';
import type { HostConnection } from '../../../actions/src/hosts/link/connection.ts';
import { PASSWORDS } from '../../../actions/src/hosts/roles/index.ts';
import { silent } from '../../../actions/src/run/progress.ts';
import type { AskForSite } from '../../../actions/src/run/site.ts';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { deriveSecrets } from '../../../actions/src/secrets/secrets.ts';
import { done, wordsOf } from '../hosts/requests.ts';
import { EXAMPLE as declaration } from '../plan/example.ts';
import { FRESH } from '../plan/health/literals.ts';

/** A fault at the nth time (from 1) that a machine runs a verb: before the work or after it; `cut` also breaks all later calls. */
export interface Fault {
  readonly on: string;
  readonly verb: string;
  readonly nth: number;
  readonly when: 'before' | 'after' | 'cut';
}

export const WEB = ['a', 'b', 'c'];
export const DUMP = '20261123T124421Z-6.8-old';
const secrets = deriveSecrets(
  new Secret('ab'.repeat(32)),
  { cluster: 'example', generation: 1 },
  { passwords: PASSWORDS },
);

/** Three hosts and their database, as `hosts/remote/` manages them: live releases, histories, and the rows in the tables. */
export class Simulated {
  readonly commands: string[] = [];
  readonly web = new Map(WEB.map((name) => [name, state('mid', '7.1', ['mid', 'old'])]));
  readonly cores: Record<string, string> = { old: '6.8', mid: '7.1', new: '7.2' };
  /** The rows: `now`, or those of a dump. */
  tables = 'now';
  beside: string | undefined;
  former: string | undefined;
  readonly dumps = new Map([[DUMP, 'then']]);
  private readonly times = new Map<string, number>();
  private readonly gone = new Set<string>();

  constructor(public faults: readonly Fault[] = []) {}

  /** Makes all hosts reachable again and removes all faults. */
  heal(): void {
    this.faults = [];
    this.gone.clear();
  }

  get terms() {
    const hosts = WEB.map((name) => this.host(name));
    const primary = { name: 'sql', connection: this.connection('sql') };
    const askForSite: AskForSite = (question) => this.page(question.address);
    return {
      hosts,
      primary,
      stores: [primary],
      declaration,
      secrets,
      progress: silent,
      mayGoOn: () => {},
      askForSite,
    };
  }

  get found(): FoundHost[] {
    return WEB.map((name) => ({ host: this.host(name), state: structuredClone(this.of(name)) }));
  }

  live(): string[] {
    return [...this.web.values()].map((each) => each.live);
  }

  private host(name: string): ContentHost {
    return { name, address: name, connection: this.connection(name), placeholder: undefined };
  }

  private of(name: string): HostState {
    const found = this.web.get(name);
    if (!found) throw new Error(name);
    return found;
  }

  private async page(name: string) {
    const { live } = this.of(name);
    const page = { status: 200, title: '', whole: true, release: live, certificate: '' };
    return this.attempt(name, 'page', () => page);
  }

  private connection(name: string): HostConnection {
    const run: HostConnection['run'] = async (command, { input } = {}) => {
      const [verb, ...words] = wordsOf(command, input);
      this.commands.push([name, verb, ...words].join(' ').replace(/ \d{9,}/, ''));
      const work = verb === 'ask' ? 'new page' : verb;
      const answer = this.attempt(name, work, () =>
        name === 'sql' ? this.doDatabase(verb, words) : this.doHost(name, verb, words),
      );
      return { code: 0, stdout: done(answer as object), stderr: '' };
    };
    return { run, close: () => {} };
  }

  /** Throws before or after the work, as the faults say. */
  private attempt<T>(name: string, verb: string, work: () => T): T {
    const key = `${name} ${verb}`;
    const nth = (this.times.get(key) ?? 0) + 1;
    this.times.set(key, nth);
    const fault = this.faults.find((each) => each.on === name && each.verb === verb && each.nth === nth);
    if (fault?.when === 'cut') this.gone.add(name);
    const wrong = new Error(`${name}: ${verb} got no answer`);
    if (fault?.when === 'before' || (this.gone.has(name) && fault?.when !== 'cut')) throw wrong;
    const done = work();
    if (fault) throw wrong;
    return done;
  }

  private doHost(name: string, verb: string, words: string[]): unknown {
    const [release = '', at = ''] = words;
    const host = this.of(name);
    if (verb === 'ask')
      return { pages: words.slice(1).map((path) => ({ ...FRESH, path, release: host.live })) };
    const was = host.live;
    const core = this.cores[release] ?? null;
    if (verb === 'switch') Object.assign(host, { live: release, cores: { ...host.cores, live: core } });
    if (verb === 'keep') {
      host.history = [
        { release, at: Number(at) },
        ...host.history.filter((each) => each.release !== release),
      ];
      host.cores.kept = core;
    }
    if (verb === 'begin')
      return { whole: true, present: true, tree: '', base: null, spoilt: false, ...host, core };
    return { was, line: null, ...host };
  }

  private doDatabase(verb: string, words: string[]): unknown {
    if (verb === 'list') return { names: [...this.dumps.keys()].sort().reverse() };
    if (verb === 'make') return { name: this.dumped(words[1], words[2], this.tables) };
    if (verb === 'load') this.beside = this.dumps.get(words[1] ?? '');
    if (verb === 'swap')
      [this.former, this.tables, this.beside] = [this.tables, this.beside ?? '', undefined];
    if (verb === 'back')
      [this.tables, this.former, this.beside] = [this.former ?? this.tables, undefined, undefined];
    if (verb !== 'end' && verb !== 'tidy') return {};
    const saved = this.former === undefined ? null : this.dumped('7.1', 'mid', this.former);
    [this.former, this.beside] = [undefined, undefined];
    return { saved };
  }

  private dumped(core = '', release = '', rows = ''): string {
    const name = `20261126T1200${String(this.dumps.size).padStart(2, '0')}Z-${core}-${release}`;
    this.dumps.set(name, rows);
    return name;
  }
}

/** A host that serves a release, with its kept releases, newest first. */
export function state(live: string, core: string | null, kept: readonly string[]): HostState {
  const history = kept.map((release, index) => ({ release, at: 1000 - index }));
  return { live, history, cores: { live: core, kept: kept.length > 0 ? core : null } };
}
