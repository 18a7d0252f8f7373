import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiClient } from 'dots-wrapper';
import { onTestFinished } from 'vitest';
import { type ApiOptions, createApi } from '../../cloud/api/api.ts';
import type { JournalLine } from '../../cloud/api/journal.ts';
import type { Cut, MachineFirewall, MachineSpec, ZoneRecord } from '../../cloud/ports.ts';

/** The calls that the account made to its ports. */
export class FakePorts {
  readonly running = new Map<number, MachineSpec>();
  /** `powerOn web-1`, `powerOff 12 graceful`, `enforce`… in order. */
  readonly calls: string[] = [];
  readonly zones = new Map<string, readonly ZoneRecord[]>();
  enforced: readonly MachineFirewall[] = [];
  /** While set, machines do not boot. */
  bootFailure: Error | undefined;

  readonly machines = {
    powerOn: async (machine: MachineSpec) => {
      this.calls.push(`powerOn ${machine.name}`);
      if (this.bootFailure) throw this.bootFailure;
      this.running.set(machine.id, machine);
    },
    powerOff: async (id: number, options?: { graceful?: boolean }) =>
      this.stop(id, options?.graceful ? 'shut' : 'cut'),
    destroy: async (id: number) => this.stop(id, 'destroy'),
    isRunning: (id: number) => this.running.has(id),
    entry: () => [],
  };

  readonly links = {
    enforce: async (firewalls: readonly MachineFirewall[]) => {
      this.calls.push('enforce');
      this.enforced = firewalls;
    },
    setLink: async (id: number, cut: Cut) => {
      this.calls.push(`link ${id} cut ${cut}`);
    },
    attach: async () => {},
    detach: async () => {},
  };

  readonly names = {
    publish: async (zone: string, records: readonly ZoneRecord[]) => {
      this.zones.set(zone, records);
    },
    remove: async (zone: string) => {
      this.zones.delete(zone);
    },
  };

  private stop(id: number, how: string): void {
    this.calls.push(`${how} ${this.running.get(id)?.name ?? id}`);
    this.running.delete(id);
  }
}

export const WRITER = 'dop_v1_writer';
export const READER = 'dop_v1_reader';

/** A cloud on a loopback port, and its clients. Both end with the test. */
export async function startCloud(options: Partial<ApiOptions> = {}, ports = new FakePorts()) {
  const folder = mkdtempSync(join(tmpdir(), 'api-'));
  const journalPath = join(folder, 'api.jsonl');
  const failures: unknown[] = [];
  const cloud = await createApi({
    ...{ machines: ports.machines, links: ports.links, names: ports.names, journalPath },
    tokens: [
      { token: WRITER, scope: 'write' },
      { token: READER, scope: 'read' },
    ],
    report: (error) => failures.push(error),
    ...options,
  });
  const url = await cloud.api.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(async () => {
    await cloud.api.close();
    rmSync(folder, { recursive: true });
  });
  const client = (token = WRITER) => createApiClient({ token, endpoint: `${url}/v2` });
  return {
    ...cloud,
    ...{ ports, url, failures, client, idle: () => cloud.account.background.idle() },
    dots: client(),
    journal: (): JournalLine[] =>
      readFileSync(journalPath, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
  };
}

export type TestCloud = Awaited<ReturnType<typeof startCloud>>;

/** The response in a client's error. */
interface Refusal {
  readonly status: number;
  readonly data: { readonly id: string; readonly message: string; readonly request_id: string };
  readonly headers: Readonly<Record<string, string>>;
}

/** @throws if the request is not refused. */
export async function refusal(request: Promise<unknown>): Promise<Refusal> {
  const answer = await request.then(
    () => undefined,
    (error: { response?: Refusal }) => error.response ?? Promise.reject(error),
  );
  if (!answer) throw new Error('The request was not refused');
  return answer;
}

/** The required fields of a droplet, except for its name. */
export const SMALL = { region: 'nyc1', size: 's-1vcpu-1gb', image: 'debian-13-x64' } as const;

/** Creates a droplet and waits until it is active. */
export async function makeDroplet(
  cloud: TestCloud,
  name: string,
  more: { tags?: string[]; ipv6?: boolean } = {},
) {
  const made = await cloud.dots.droplet.createDroplet({ ...SMALL, name, ...more });
  await cloud.idle();
  return (await cloud.dots.droplet.getDroplet({ droplet_id: made.data.droplet.id })).data.droplet;
}
