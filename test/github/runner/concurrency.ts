interface Member {
  /** Says whether it is one's turn, or another has taken one's place. */
  readonly decide: (turn: boolean) => void;
  /** Ends one that has begun. */
  readonly cancel: () => void;
}

interface Group {
  running?: Member;
  /** Who came first is first. */
  pending: readonly Member[];
}

/** What a workflow or job says under `concurrency`. */
export interface Entry {
  /** Compared without case. */
  readonly group: string;
  readonly cancelInProgress: boolean;
  /** `single`: who comes next takes the place of who waits. `max`: all wait, to a hundred. */
  readonly queue: 'single' | 'max';
}

const MOST_PENDING = 100;

/** In a group one runs at a time, and others wait. */
export class Concurrency {
  readonly #groups = new Map<string, Group>();

  /** Waits for one's turn. Resolves to what ends the turn, or to undefined when one waits no longer. */
  async enter(entry: Entry, cancel: () => void): Promise<(() => void) | undefined> {
    const key = entry.group.toLowerCase();
    const group = this.#groups.get(key) ?? { pending: [] };
    this.#groups.set(key, group);
    const isTurn = await new Promise<boolean>((decide) => admit(group, { cancel, decide }, entry));
    return isTurn ? () => leave(group) : undefined;
  }
}

function admit(group: Group, member: Member, { cancelInProgress, queue }: Entry): void {
  if (!group.running) begin(group, member);
  else if (queue === 'max' && group.pending.length === MOST_PENDING) member.decide(false);
  else {
    if (queue === 'single') for (const other of group.pending) other.decide(false);
    group.pending = queue === 'single' ? [member] : [...group.pending, member];
    if (cancelInProgress) group.running.cancel();
  }
}

function begin(group: Group, member: Member): void {
  group.running = member;
  member.decide(true);
}

function leave(group: Group): void {
  const [next, ...others] = group.pending;
  delete group.running;
  group.pending = others;
  if (next) begin(group, next);
}
