interface Member {
  /** Says whether it is one's turn, or another has taken one's place. */
  readonly decide: (turn: boolean) => void;
  /** Ends one that has begun. */
  readonly cancel: () => void;
}

interface Group {
  running?: Member;
  pending?: Member;
}

/** One runs at a time, and one waits: who comes next takes the place of who waits (`concurrency`). */
export class Concurrency {
  readonly #groups = new Map<string, Group>();

  /**
   * Waits for one's turn in a group, whose name is compared without case.
   * Resolves to what ends the turn, or to undefined when a newer one came first.
   */
  async enter(
    name: string,
    cancelInProgress: boolean,
    cancel: () => void,
  ): Promise<(() => void) | undefined> {
    const key = name.toLowerCase();
    const group = this.#groups.get(key) ?? {};
    this.#groups.set(key, group);
    const turn = await new Promise<Member | undefined>((resolve) => {
      const member: Member = { cancel, decide: (isTurn) => resolve(isTurn ? member : undefined) };
      admit(group, member, cancelInProgress);
    });
    return turn && (() => leave(group));
  }
}

function admit(group: Group, member: Member, cancelInProgress: boolean): void {
  if (!group.running) {
    group.running = member;
    member.decide(true);
    return;
  }
  group.pending?.decide(false);
  group.pending = member;
  if (cancelInProgress) group.running.cancel();
}

function leave(group: Group): void {
  const next = group.pending;
  delete group.pending;
  delete group.running;
  if (next) admit(group, next, false);
}
