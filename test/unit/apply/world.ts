import type { Cloud } from '../../../actions/src/cloud/cloud.ts';
import { isOf } from '../../../actions/src/cloud/is-of.ts';
import type {
  Desired,
  Observed,
  ObservedCloud,
  ObservedDroplet,
} from '../../../actions/src/cloud/resource.ts';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import {
  type Connect,
  type HostConnection,
  LostLink,
  NoAnswer,
  type RunResult,
} from '../../../actions/src/hosts/connection.ts';
import { mayApply } from '../../../actions/src/plan/permission.ts';
import type { Plan } from '../../../actions/src/plan/plan.ts';
import { attempts } from '../../../actions/src/run/apply/attempts.ts';
import { applyPlan } from '../../../actions/src/run/apply/index.ts';
import type { Clock } from '../../../actions/src/run/clock.ts';
import { observe } from '../../../actions/src/run/observe.ts';
import { planFor } from '../../../actions/src/run/plan.ts';
import { silent } from '../../../actions/src/run/progress.ts';
import type { Report } from '../../../actions/src/run/report.ts';
import type { AskForSite } from '../../../actions/src/run/verify.ts';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { deriveSecrets, type Secrets } from '../../../actions/src/secrets/secrets.ts';
import { EMPTY_CLOUD, EXAMPLE } from '../plan/example.ts';
import { type Fault, SimulatedHost } from './simulated-host.ts';

/** One event that the world sees, in order. */
export interface Write {
  readonly action: 'create' | 'update' | 'delete';
  readonly resource: Desired;
  /** What stood there before. */
  readonly observed?: Observed | undefined;
}

export interface WorldOptions {
  /** Decides, event by event, what goes wrong. `lost`: done, but the answer never came. */
  readonly fault?: (what: string) => Fault;
  /** Asked before each command that a host is sent: whether its link breaks just then. */
  readonly breaksLink?: (host: string) => boolean;
  /** Whether a host gives no answer where SSH should. */
  readonly isSilent?: (host: string) => boolean;
  /** Asked at every event: whether all links to the primary are cut now. */
  readonly cutsPrimary?: () => boolean;
  /** Asked at every event while the lease is free: whether another run takes it, changes the cluster and lets it go. */
  readonly intrudes?: () => boolean;
  /** Milliseconds from power on until a host answers; and again so many until it serves the site. */
  readonly bootMs?: () => number;
  /** Lets another event go first, so that any order may come about. */
  readonly turn?: () => Promise<void>;
  /** Hears every write after it was done. */
  readonly watch?: (write: Write, world: World) => void;
}

/** Derived once for all worlds: a key takes its time. */
const known = new Map<number, Secrets>();
function secretsOf(generation: number): Secrets {
  const secrets =
    known.get(generation) ??
    deriveSecrets(new Secret('ab'.repeat(32)), { cluster: EXAMPLE.cluster, generation });
  known.set(generation, secrets);
  return secrets;
}

const INTRUDER = 'another run';

/** An account at a cloud and its hosts, in memory, behind the two ports; the run itself is the real one. */
export class World implements Cloud {
  cloud: ObservedCloud = EMPTY_CLOUD;
  now = 0;
  readonly hosts = new Map<string, SimulatedHost>();
  readonly writes: Write[] = [];
  /** What `watch` threw: the run that is watched would take it for a failure of the cloud. */
  readonly violations: unknown[] = [];
  private lastId = 1000;
  private readonly links = new Map<string, Set<AbortController>>();
  private intruder = 0;
  /** How often another run has changed the cluster: all in all, and until it was observed last. */
  private changes = 0;
  private known = 0;
  options: WorldOptions = {};

  readonly clock: Clock = {
    now: () => this.now,
    pause: async (milliseconds) => {
      this.now += milliseconds;
      await this.turn();
    },
  };

  readonly turn = async (): Promise<void> => {
    this.now += 1;
    this.happen();
    await this.options.turn?.();
  };

  /** What others do between two events. */
  private happen(): void {
    const { lease } = this.primary ?? {};
    if (this.primary && this.options.cutsPrimary?.()) this.cut(this.primaryId);
    if (lease?.holder === INTRUDER) {
      this.intruder -= 1;
      if (this.intruder <= 0) lease.free();
    } else if (lease && lease.holder === undefined && this.options.intrudes?.()) {
      lease.take(INTRUDER);
      this.intruder = 3;
      this.changes += 1;
    }
  }

  /** The run's own deeds are lawful: nothing while another run has the lease, nor by what it saw before that one. */
  private mayBegin(what: string): void {
    if (this.primary?.lease.holder === INTRUDER)
      this.violations.push(`${what}: while another run holds the lease`);
    else if (this.known < this.changes)
      this.violations.push(`${what}: as planned before another run changed it`);
  }

  private get primaryId(): string {
    return (
      this.cloud.droplets.find(({ spec }) => spec.tags.some((tag) => tag.endsWith(':primary')))?.id ?? ''
    );
  }

  private get primary(): SimulatedHost | undefined {
    return this.hosts.get(this.primaryId);
  }

  private cut(id: string): void {
    for (const link of this.links.get(id) ?? []) link.abort();
    this.links.delete(id);
  }

  /** Off and on again: every link ends, the lease with its link, and it boots. */
  private powerCycle(id: string): void {
    const host = this.hosts.get(id);
    this.cut(id);
    if (host === undefined) return;
    if (host.lease.holder !== undefined) host.lease.free();
    const bootMs = this.options.bootMs?.() ?? 0;
    host.upAt = this.now + bootMs;
    host.siteUpAt = this.now + 2 * bootMs;
  }

  private async event<T>(what: string, work: () => T, refuse: () => unknown = () => {}): Promise<T> {
    this.mayBegin(what);
    await this.turn();
    const fault = this.options.fault?.(what) ?? 'none';
    if (fault === 'refused') {
      refuse();
      throw new Error(`${what}: refused`);
    }
    const result = work();
    if (fault === 'lost') throw new Error(`${what}: no answer`);
    return result;
  }

  observe = async () => {
    this.known = this.changes;
    return this.cloud;
  };

  create = (desired: Desired): Promise<Observed> =>
    this.event(`create ${desired.address}`, () => {
      const there = isOf('droplet', desired) ? undefined : this.named(desired);
      if (there) return there;
      this.lastId += 1;
      const made = isOf('droplet', desired) ? this.born(desired) : { ...desired, id: String(this.lastId) };
      this.add(made);
      this.note({ action: 'create', resource: desired });
      return made;
    });

  update = (observed: Observed, desired: Desired): Promise<void> =>
    this.event(
      `update ${desired.address}`,
      () => this.change(observed, desired),
      // A droplet whose resize is refused was off for it.
      () => isOf('droplet', desired) && this.restarts(observed, desired) && this.powerCycle(observed.id),
    );

  private restarts = (observed: Observed, desired: Desired<'droplet'>): boolean =>
    isOf('droplet', observed) && observed.spec.size !== desired.spec.size;

  private change(observed: Observed, desired: Desired): void {
    const current = this.find(observed);
    if (!current) throw new Error(`update ${desired.address}: there is no such thing`);
    this.remove(observed);
    this.add({
      ...current,
      ...desired,
      ...(isOf('droplet', desired) ? { status: 'active' as const } : {}),
    });
    if (isOf('droplet', desired) && this.restarts(observed, desired)) this.powerCycle(observed.id);
    this.note({ action: 'update', resource: desired, observed });
  }

  delete = (observed: Observed): Promise<void> =>
    this.event(`delete ${observed.address}`, () => {
      this.remove(observed);
      this.note({ action: 'delete', resource: observed, observed });
    });

  awaitDroplet = async ({ id }: Observed<'droplet'>): Promise<ObservedDroplet> => {
    await this.turn();
    const found = this.cloud.droplets.find((droplet) => droplet.id === id);
    if (!found) throw new Error(`droplet ${id} is gone`);
    return found;
  };

  /** Addresses where nothing answers, whatever their host does. */
  readonly deaf = new Set<string>();
  /** Whether the machine of the run has IPv6; hosts have. */
  hasIpv6 = true;

  readonly askForSite: AskForSite = async ({ address }) => {
    await this.turn();
    if (address.includes(':') && !this.hasIpv6)
      throw Object.assign(new Error('no way there'), { code: 'ENETUNREACH' });
    if (!this.servesAt(address)) throw new Error('connection refused');
    return { status: 200, title: 'A small fleet', certificate: '', whole: true, release: undefined };
  };

  servesAt(address: string): boolean {
    const droplet = this.cloud.droplets.find(({ ipv4, ipv6 }) => ipv4 === address || ipv6 === address);
    const host = droplet && this.hosts.get(droplet.id);
    if (this.deaf.has(address)) return false;
    return droplet?.status === 'active' && host?.serves === true && this.now >= host.siteUpAt;
  }

  /** What a host gets when it asks another. */
  private pageAt(address: string): RunResult {
    const page = this.servesAt(address)
      ? { path: '/', status: 200, title: 'A small fleet' }
      : { path: '/', failed: { at: 'connect', error: 'timed out' } };
    return { code: 0, stdout: JSON.stringify([page]), stderr: '' };
  }

  /** Values of the rotation's records of one type at one name. */
  rotation = (type: 'A' | 'AAAA', name: string): string[] =>
    this.cloud.records
      .filter(({ spec }) => spec.type === type && spec.name === name)
      .map(({ spec }) => spec.value);

  /** Observes and plans as a door does. */
  async plan(
    declaration: Declaration,
    adopt = false,
  ): Promise<{ plan: Plan; apply: (confirm?: string) => Promise<Report> }> {
    const options = this.runOf(declaration);
    const observation = await observe(options);
    const plan = planFor(declaration, observation, { ...options, adopt });
    const apply = (confirm = plan.fingerprint) => {
      mayApply(plan, confirm);
      return applyPlan({ ...options, plan, observation });
    };
    return { plan, apply };
  }

  /** Applies as a door does: again after it was overtaken. Undefined when the plan was refused. */
  run(declaration: Declaration): Promise<Report | undefined> {
    const sight = async () => ({ hosts: {}, strays: {}, rotation: [], now: 0 });
    const options = {
      ...this.runOf(declaration),
      sight,
      adopt: false,
      certify: async () => [],
      onOvertaken: () => {},
    };
    return attempts(options, async ({ plan, apply }) =>
      plan.refusals.length > 0 ? undefined : apply(silent),
    );
  }

  private runOf(declaration: Declaration) {
    return {
      declaration,
      cloud: this,
      connect: this.connect(declaration.generation),
      secrets: secretsOf(declaration.generation),
      askForSite: this.askForSite,
      clock: this.clock,
      timeoutMs: 1000,
      progress: silent,
      arrivalMs: 600_000,
      checkout: () => Promise.reject(new Error('These hosts serve no content.')),
      by: 'a test',
      lease: { holder: 'a test', waitMs: 1000 },
    };
  }

  private connect =
    (generation: number): Connect =>
    async ({ address, timeoutMs }) => {
      await this.turn();
      const droplet = this.cloud.droplets.find(({ ipv4 }) => ipv4 === address);
      const host = droplet && this.hosts.get(droplet.id);
      if (droplet && this.options.isSilent?.(droplet.spec.name))
        throw new NoAnswer(`${address} did not answer`);
      if (!droplet || !host || droplet.status !== 'active') throw new Error(`${address} does not answer`);
      if (host.upAt - this.now > timeoutMs) throw new NoAnswer(`${address} did not answer`);
      this.now = Math.max(this.now, host.upAt);
      const link = new AbortController();
      this.links.set(droplet.id, (this.links.get(droplet.id) ?? new Set()).add(link));
      return { run: this.over(host, link), close: () => link.abort(), generation };
    };

  private over =
    (host: SimulatedHost, link: AbortController): HostConnection['run'] =>
    async (command, options = {}) => {
      const lost = new LostLink('The link was lost');
      if (link.signal.aborted) throw lost;
      if (typeof options.input === 'string' && command.startsWith('python3 -IS -c'))
        this.mayBegin(`an order to ${host.name}`);
      await this.turn();
      if (this.options.breaksLink?.(host.name)) link.abort();
      if (link.signal.aborted) throw lost;
      const [, asked] = /^python3 -IS - \S+ (\S*:\S*) /.exec(command) ?? [];
      if (asked !== undefined) return this.pageAt(asked);
      const result = await host.run(command, { ...options, cut: link.signal });
      if (link.signal.aborted) throw lost;
      return result;
    };

  private born(desired: Desired<'droplet'>): ObservedDroplet {
    const id = String(this.lastId);
    const fate = () => this.options.fault?.(`converge ${desired.spec.name}`) ?? 'none';
    this.hosts.set(id, new SimulatedHost(desired.spec.name, fate, { now: () => this.now, turn: this.turn }));
    return {
      ...desired,
      id,
      status: 'active',
      createdAt: new Date().toISOString(),
      // The smallest there is, so that a host may be resized to and fro.
      diskGiB: 25,
      ipv4: `192.0.2.${this.lastId - 1000}`,
      ipv6: `2001:db8::${id}`,
    };
  }

  private note(write: Write): void {
    this.writes.push(write);
    try {
      this.options.watch?.(write, this);
    } catch (violation) {
      this.violations.push(violation);
    }
  }

  /** What another run has made meanwhile is found, as the port promises; of droplets, only what was made before it looked. */
  private named = ({ type, address }: Desired): Observed | undefined =>
    [
      ...this.cloud.keys,
      ...(this.cloud.zone ? [this.cloud.zone] : []),
      ...this.cloud.firewalls,
      ...this.cloud.records,
      ...this.cloud.uptimeChecks,
    ].find((resource) => resource.type === type && resource.address === address);

  private find = ({ type, id }: Observed): Observed | undefined =>
    [
      ...this.cloud.keys,
      ...this.cloud.droplets,
      ...this.cloud.firewalls,
      ...this.cloud.records,
      ...this.cloud.uptimeChecks,
    ].find((resource) => resource.type === type && resource.id === id);

  private add(made: Observed): void {
    const { cloud } = this;
    if (isOf('ssh-key', made)) this.cloud = { ...cloud, keys: [...cloud.keys, made] };
    if (isOf('zone', made)) this.cloud = { ...cloud, zone: made };
    if (isOf('firewall', made)) this.cloud = { ...cloud, firewalls: [...cloud.firewalls, made] };
    if (isOf('record', made)) this.cloud = { ...cloud, records: [...cloud.records, made] };
    if (isOf('uptime-check', made)) this.cloud = { ...cloud, uptimeChecks: [...cloud.uptimeChecks, made] };
    if (isOf('droplet', made))
      this.cloud = { ...cloud, droplets: [...cloud.droplets, made as ObservedDroplet] };
  }

  private remove({ type, id }: Observed): void {
    const without = <T extends Observed>(list: readonly T[]) =>
      list.filter((resource) => resource.type !== type || resource.id !== id);
    const { keys, droplets, firewalls, records, uptimeChecks } = this.cloud;
    this.cloud = {
      ...this.cloud,
      keys: without(keys),
      droplets: without(droplets),
      firewalls: without(firewalls),
      records: without(records),
      uptimeChecks: without(uptimeChecks),
    };
  }
}
