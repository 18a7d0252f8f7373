import type { Facts } from '../../../actions/src/hosts/model/facts.ts';

/** `gone`: left for good, and the declaration with it. */
export type MemberState = 'synced' | 'joining' | 'down' | 'gone';

/**
 * Galera's quorum, by its documentation: a group goes on if its members weigh more than half of the group before. Members that
 * stopped in an orderly way no longer belong to the group before. Undefined: there is no majority.
 */
export class Group {
  constructor(
    readonly states: ReadonlyMap<string, MemberState>,
    private readonly weights: ReadonlyMap<string, number>,
  ) {}

  get members(): string[] {
    return [...this.states]
      .filter(([, state]) => state === 'synced' || state === 'joining')
      .map(([name]) => name);
  }

  get declared(): string[] {
    return [...this.states].filter(([, state]) => state !== 'gone').map(([name]) => name);
  }

  with(name: string, state: MemberState): Group {
    return new Group(new Map([...this.states, [name, state]]), this.weights);
  }

  /** Members that stop in an orderly way: a restart of MariaDB, a reboot, a shutdown, a removal. */
  leave(name: string, state: MemberState = 'down'): Group | undefined {
    const rest = this.with(name, state);
    return rest.hasSynced ? rest : undefined;
  }

  crash(...names: readonly string[]): Group | undefined {
    const states = new Map([...this.states, ...names.map((name) => [name, 'down'] as const)]);
    const rest = new Group(states, this.weights);
    return rest.hasSynced && 2 * rest.weight() > this.weight() ? rest : undefined;
  }

  private get hasSynced(): boolean {
    return [...this.states.values()].includes('synced');
  }

  private weight = (): number => this.members.reduce((sum, name) => sum + (this.weights.get(name) ?? 1), 0);

  /** What each member would report. */
  facts(): Record<string, Facts> {
    const size = this.members.length;
    return Object.fromEntries(
      [...this.states].map(([name, state]) => [
        name,
        factsOf({
          state: state === 'synced' ? 'Synced' : null,
          size: state === 'synced' ? size : null,
        }),
      ]),
    );
  }
}

export const factsOf = (galera: Partial<NonNullable<Facts['galera']>>): Facts =>
  ({
    galera: { hasData: true, position: null, isSafeToStart: false, state: null, size: null, ...galera },
  }) as Facts;
