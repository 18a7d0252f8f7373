interface Member {
  /** Called with true when it is this run's turn, or false when another run replaced it. */
  readonly decide: (turn: boolean) => void;
  /** Cancels a run that has started. */
  readonly cancel: () => void;
}

interface Group {
  running?: Member;
  /** In order of arrival. */
  pending: readonly Member[];
}

/** The value of `concurrency` in a workflow or job. */
export interface Entry {
  /** Compared without case. */
  readonly group: string;
  readonly cancelInProgress: boolean;
  /** `single`: a new run replaces the waiting one. `max`: all wait, up to a hundred. */
  readonly queue: 'single' | 'max';
}

const MOST_PENDING = 100;

/** In a group one run is active at a time, and the others wait. */
export class Concurrency {
  readonly #groups = new Map<string, Group>();

  /** Waits for this run's turn. Returns a function that ends the turn, or undefined if the run was replaced. */
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
