import pLimit from 'p-limit';
import { describe, expect, it } from 'vitest';
import type { ApplyContext } from '../../../actions/src/apply/context.ts';
import { inTurn, leaveDatabase } from '../../../actions/src/apply/members.ts';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import type { HostConnection } from '../../../actions/src/hosts/link/connection.ts';
import { silent } from '../../../actions/src/run/progress.ts';
import { SimulatedHost } from './simulated-host.ts';
import { secretsOf } from './simulated-secrets.ts';
import { THREE } from './three-hosts.ts';

const members = ['sql', 'host-01', 'host-02'];
const CLUSTER: Declaration = { ...THREE, database: { ...THREE.database, topology: 'cluster', members } };

/** A fleet whose members are synced, and what `inTurn` needs of an apply. */
function fleet(declaration = CLUSTER) {
  const world = { now: () => 0, turn: async () => {} };
  const hosts = new Map(members.map((name) => [name, new SimulatedHost(name, () => 'none', world)]));
  const all = [declaration.primary, ...declaration.web].map((host) => {
    const simulated = hosts.get(host.name);
    const cut = new AbortController().signal;
    const connection = simulated && {
      run: (command: string, options = {}) => simulated.run(command, { ...options, cut }),
      close: () => {},
    };
    return { host, droplet: {}, connection };
  });
  for (const host of hosts.values()) host.galera = { ...SYNCED };
  const context = {
    declaration,
    plan: { hosts: [], cloud: [] },
    databaseTurn: pLimit(1),
    fleet: new Map(all.map((member) => [member.host.name, member])),
  } as unknown as ApplyContext;
  const work = (name: string, done: () => void) => {
    const member = context.fleet.get(name);
    if (!member) throw new Error(`there is no ${name}`);
    return inTurn(context, member, async () => done());
  };
  return { hosts, work, context };
}

const SYNCED = { hasData: true, position: 1, isSafeToStart: false, state: 'Synced', size: 3 };

describe('a host that holds the database', () => {
  it('changes after the one before it, and not while the others are behind', async () => {
    const { hosts, work } = fleet();
    const done: string[] = [];
    const fallBehind = () => {
      done.push('sql');
      for (const name of ['sql', 'host-02']) {
        const host = hosts.get(name);
        if (host) host.galera = { ...SYNCED, state: null, size: null };
      }
    };
    const results = await Promise.allSettled([
      work('sql', fallBehind),
      work('host-01', () => done.push('host-01')),
      work('host-02', () => done.push('host-02')),
      work('host-03', () => done.push('host-03')),
    ]);
    expect(done).toEqual(['host-03', 'sql', 'host-02']);
    expect(results[1]).toMatchObject({
      reason: {
        message: expect.stringMatching(/^sql and host-02 are not synced: changing host-01 would leave no/),
      },
    });
  });

  it('leaves in its turn when it is no member any more', async () => {
    const { hosts, work, context } = fleet({
      ...CLUSTER,
      database: { ...CLUSTER.database, members: ['sql', 'host-01'] },
    });
    const leaving = context.fleet.get('host-02');
    if (leaving) leaving.facts = { galera: SYNCED } as NonNullable<typeof leaving.facts>;
    const fallBehind = () => {
      for (const name of ['sql', 'host-01']) {
        const host = hosts.get(name);
        if (host) host.galera = { ...SYNCED, state: null, size: null };
      }
    };
    const results = await Promise.allSettled([work('sql', fallBehind), work('host-02', () => {})]);
    expect(results[1]).toMatchObject({
      reason: {
        message: expect.stringMatching(/^sql and host-01 are not synced: changing host-02 would leave no/),
      },
    });
  });

  it('is not asked about with a single database', async () => {
    const { hosts, work } = fleet(THREE);
    hosts.clear();
    const done: string[] = [];
    await work('sql', () => done.push('sql'));
    expect(done).toEqual(['sql']);
  });
});

describe('a droplet that is deleted', () => {
  const left = { type: 'droplet', id: '9', ipv4: '192.0.2.9', spec: { name: 'host-09' } };
  const deletion = { action: 'delete', observed: left } as unknown as Parameters<typeof leaveDatabase>[1];

  /** Deletes a fourth member, which is not declared any more, and returns the commands that it received. */
  async function deleted({ context }: ReturnType<typeof fleet>, answers = true): Promise<string[]> {
    const commands: string[] = [];
    const host = new SimulatedHost('host-09', () => 'none', { now: () => 0, turn: async () => {} });
    host.galera = { ...SYNCED, size: 4 };
    const run: HostConnection['run'] = (command, options = {}) => {
      if (!command.startsWith('python3')) commands.push(command);
      return host.run(command, { ...options, cut: new AbortController().signal });
    };
    const connect = async () => {
      if (!answers) throw new Error('it does not answer');
      return { run, close: () => {} };
    };
    const cloud = { observe: async () => ({ droplets: [left] }) };
    const session = { cloud, connect, secrets: secretsOf(1), progress: silent };
    await leaveDatabase({ ...context, ...session } as unknown as ApplyContext, deletion);
    return commands;
  }

  it('first stops its database, so the others do not count it as failed', async () => {
    const cluster = fleet();
    for (const host of cluster.hosts.values()) host.galera = { ...SYNCED, size: 4 };
    expect(await deleted(cluster)).toEqual([expect.stringContaining('systemctl stop mariadb')]);
    expect(await deleted(cluster, false)).toEqual([]);
    expect(await deleted(fleet(THREE))).toEqual([]);
  });

  it('stays while the others are behind', async () => {
    const cluster = fleet();
    for (const host of cluster.hosts.values()) host.galera = { ...SYNCED, state: null, size: null };
    await expect(deleted(cluster)).rejects.toThrow(
      /are not synced: changing host-09 would leave no majority/,
    );
  });
});
