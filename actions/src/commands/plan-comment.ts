import { type Comment, findComments, writeComment } from '../github/comments.ts';
import type { GitHub } from '../github/github.ts';
import { headOfPull } from '../github/pull-requests.ts';
import { messageOf } from '../lib/failure.ts';
import {
  marker,
  type Origin,
  readSigned,
  renderComment,
  renderFailure,
  renderNothing,
  type SignedComment,
  staleNote,
  withNote,
} from '../plan/consent/comment.ts';
import type { Plan } from '../plan/plan.ts';
import { type Seal, sealed } from '../secrets/seal.ts';
import { notice, warn } from './workflow.ts';

interface CommentPlace {
  readonly github: GitHub;
  readonly seal: Seal;
  /** As the default branch declares it; `?` if it declares none. */
  readonly cluster: string;
  origin: Origin;
}

/** The one comment of a cluster on a pull request. If it cannot be written, log a warning: the plan still succeeds. */
export class PlanComment {
  readonly #marked: Promise<void>;

  /** Marks an older commit's plan as outdated at once, while the new plan is being made. */
  constructor(private readonly place: CommentPlace) {
    this.#marked = orWarn(() => this.#markStale());
  }

  /** Adds what is known once the merge commit has been read. */
  isAt(base: string, notices: readonly string[]): void {
    const { origin } = this.place;
    this.place.origin = { ...origin, base, notices: [...(origin.notices ?? []), ...notices] };
  }

  show = (plan: Plan): Promise<void> => this.#write(plan.cluster, renderComment(plan, this.place.origin));

  /** Says why there is no plan. */
  fail(reason: string): Promise<void> {
    const { cluster, origin } = this.place;
    return this.#write(cluster, renderFailure(cluster, reason, origin));
  }

  /** Says that this pull request deploys nothing, but only if there is a comment already. */
  async nothing(): Promise<void> {
    const { cluster, origin } = this.place;
    await this.#marked;
    await orWarn(async () => {
      const existing = await this.#find(cluster);
      if (existing) await this.#replace(existing, renderNothing(cluster, origin));
    });
  }

  async #write(cluster: string, body: string): Promise<void> {
    await this.#marked;
    await orWarn(async () => this.#replace(await this.#find(cluster), body));
  }

  async #replace(existing: Comment | undefined, body: string): Promise<void> {
    const { github, seal, origin } = this.place;
    const written = existing && this.#read(existing)?.hidden;
    const newest = await headOfPull(github, origin.number);
    if (newest !== origin.head || (written && written.time > origin.time))
      return notice(
        `The comment on #${origin.number} was left as it is: a newer plan exists or is being made.`,
      );
    await writeComment(github, origin.number, sealed(body, seal), existing);
  }

  async #markStale(): Promise<void> {
    const { github, seal, cluster, origin } = this.place;
    const comment = await this.#find(cluster);
    const read = comment && this.#read(comment);
    // A comment that someone else edited is not signed. It will be replaced.
    if (!read || read.hidden.head === origin.head || read.hidden.time > origin.time) return;
    await writeComment(github, origin.number, sealed(withNote(read.text, staleNote(origin)), seal), comment);
  }

  /** Also finds a comment that was written while the cluster's name could not be read; never another directory's. */
  async #find(cluster: string): Promise<Comment | undefined> {
    const { github, origin } = this.place;
    const comments = await findComments(github, origin.number, [marker(cluster), marker('?')]);
    return comments.find((comment) => {
      const { hidden } = this.#read(comment) ?? {};
      return !hidden || (hidden.directory === origin.directory && hidden.number === origin.number);
    });
  }

  #read = ({ body }: Comment): SignedComment | undefined => readSigned(body, this.place.seal);
}

async function orWarn(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    warn(`The pull request's comment: ${messageOf(error)}`);
  }
}
