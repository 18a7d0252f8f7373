import type { Cloud } from '../../../actions/src/cloud/cloud.ts';
import type {
  Observed,
  ObservedCloud,
  ObservedDroplet,
  Resource,
} from '../../../actions/src/cloud/resource.ts';
import {
  type Connect,
  type HostConnection,
  LostLink,
  NoAnswer,
  type RunResult,
} from '../../../actions/src/hosts/link/connection.ts';
import type { Clock } from '../../../actions/src/lib/time.ts';
import type { AskForSite } from '../../../actions/src/run/site.ts';
import { done, requestIn } from '../hosts/requests.ts';
import { EMPTY_CLOUD } from '../plan/example.ts';
import { Intruder } from './intruder.ts';
import { find, named, titleOf, withoutResource, withResource } from './simulated-account.ts';
import { SimulatedHost } from './simulated-host.ts';
import type { WorldOptions, Write } from './world-options.ts';

/** A cloud account and its hosts, in memory, behind the two ports, with everything that may happen to them. */
export class SimulatedCloud implements Cloud {
  cloud: ObservedCloud = EMPTY_CLOUD;
  now = 0;
  readonly hosts = new Map<string, SimulatedHost>();
  readonly writes: Write[] = [];
  /** What `watch` threw. The watched run would treat it as a failure of the cloud. */
  readonly violations: unknown[] = [];
  private lastId = 1000;
  private readonly links = new Map<string, Set<AbortController>>();
  private readonly intruder = new Intruder();
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

  /** What other runs do between two events. */
  private happen(): void {
    const { options, primary } = this;
    if (primary && options.cutsPrimary?.()) this.cut(this.primaryId);
    if (primary) this.intruder.act(primary.lease, () => options.intrudes?.() ?? false);
  }

  private mayBegin(what: string): void {
    this.violations.push(...this.intruder.violations(what, this.primary?.lease));
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

  /** A power cycle: every link ends, the lease with its link, and the host boots. */
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
    this.intruder.isObserved();
    return this.cloud;
  };

  create = (desired: Resource): Promise<Observed> =>
    this.event(`create ${titleOf(desired)}`, () => {
      const there = desired?.type === 'droplet' ? undefined : named(this.cloud, desired);
      if (there) return there;
      this.lastId += 1;
      const made = desired?.type === 'droplet' ? this.born(desired) : { ...desired, id: String(this.lastId) };
      this.cloud = withResource(this.cloud, made);
      this.note({ action: 'create', resource: desired });
      return made;
    });

  update = (observed: Observed, desired: Resource): Promise<void> =>
    this.event(
      `update ${titleOf(desired)}`,
      () => this.change(observed, desired),
      // If a resize is refused, the droplet was switched off for it.
      () => desired?.type === 'droplet' && this.restarts(observed, desired) && this.powerCycle(observed.id),
    );

  private restarts = (observed: Observed, desired: Resource<'droplet'>): boolean =>
    observed?.type === 'droplet' && observed.spec.size !== desired.spec.size;

  private change(observed: Observed, desired: Resource): void {
    const current = find(this.cloud, observed);
    if (!current) throw new Error(`update ${titleOf(desired)}: there is no such thing`);
    this.cloud = withResource(withoutResource(this.cloud, observed), {
      ...current,
      ...desired,
      ...(desired?.type === 'droplet' ? { status: 'active' as const } : {}),
    });
    if (desired?.type === 'droplet' && this.restarts(observed, desired)) this.powerCycle(observed.id);
    this.note({ action: 'update', resource: desired, observed });
  }

  delete = (observed: Observed): Promise<void> =>
    this.event(`delete ${titleOf(observed)}`, () => {
      this.cloud = withoutResource(this.cloud, observed);
      this.note({ action: 'delete', resource: observed, observed });
    });

  awaitDroplet = async ({ id }: Observed<'droplet'>): Promise<ObservedDroplet> => {
    await this.turn();
    const found = this.cloud.droplets.find((droplet) => droplet.id === id);
    if (!found) throw new Error(`droplet ${id} is gone`);
    return found;
  };

  /** Addresses at which nothing answers, even if their host serves. */
  readonly deaf = new Set<string>();
  /** Whether the run's machine has IPv6. Hosts always do. */
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
    return { code: 0, stdout: done({ pages: [page] }), stderr: '' };
  }

  /** Values of the rotation's records of one type at one name. */
  rotation = (type: 'A' | 'AAAA', name: string): string[] =>
    this.cloud.records
      .filter(({ spec }) => spec.type === type && spec.name === name)
      .map(({ spec }) => spec.value);

  protected connect =
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
      const request =
        command.startsWith('python3') && typeof options.input === 'string'
          ? requestIn(options.input)
          : undefined;
      if (request?.verb === 'converge') this.mayBegin(`an order to ${host.name}`);
      await this.turn();
      if (this.options.breaksLink?.(host.name)) link.abort();
      if (link.signal.aborted) throw lost;
      if (request?.verb === 'ask' && request.address) return this.pageAt(String(request.address));
      const result = await host.run(command, { ...options, cut: link.signal });
      if (link.signal.aborted) throw lost;
      return result;
    };

  private born(desired: Resource<'droplet'>): ObservedDroplet {
    const id = String(this.lastId);
    const fate = () => this.options.fault?.(`converge ${desired.spec.name}`) ?? 'none';
    this.hosts.set(id, new SimulatedHost(desired.spec.name, fate, { now: () => this.now, turn: this.turn }));
    return {
      ...desired,
      id,
      status: 'active',
      createdAt: new Date().toISOString(),
      // The smallest disk, so a host can be resized in both directions.
      diskGiB: 25,
      ipv4: `192.0.2.${this.lastId - 1000}`,
      ipv6: `2001:db8::${id}`,
    };
  }

  private note(write: Write): void {
    this.writes.push(write);
    try {
      this.options.watch?.(write);
    } catch (violation) {
      this.violations.push(violation);
    }
  }
}
