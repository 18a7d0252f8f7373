import type { Declaration } from '../declaration/declaration.ts';
import { writeComment } from '../github/comments.ts';
import { messageOf } from '../lib/failure.ts';
import { differenceFrom, isApproved } from '../plan/consent/approval.ts';
import { withNote } from '../plan/consent/comment.ts';
import { confirmStep, mayApply } from '../plan/consent/permission.ts';
import { isEmpty, type Plan } from '../plan/plan.ts';
import { box, code } from '../plan/render/markdown-escape.ts';
import type { Observation } from '../run/observe.ts';
import type { Report } from '../run/report.ts';
import { sealFrom } from '../secrets/plan-seal.ts';
import { type Seal, sealed } from '../secrets/seal.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { type Deployment, mustBeNewest } from './deployment.ts';
import { runUrl } from './github.ts';
import { findMerged, type Merged } from './merged.ts';
import { reportText } from './show.ts';
import { afterwards, warn } from './workflow.ts';

interface Cluster {
  readonly declaration: Pick<Declaration, 'cluster' | 'database'>;
  readonly secrets: Secrets;
}

/** The pull requests that this run deploys: what they approve. Completes their comments. */
export class Approvals {
  readonly #seal: Seal;
  #merged: Promise<readonly Merged[]> | undefined;

  /** `deployment` is absent in a terminal, where there are no pull requests. */
  constructor(
    private readonly deployment: Deployment | undefined,
    private readonly cluster: Cluster,
  ) {
    this.#seal = sealFrom(cluster.secrets);
  }

  /**
   * Starts to search, once, while the hosts are connected. If GitHub does not answer, log a warning: a harmless plan needs
   * no approval, and a dangerous one then needs a person's confirmation.
   */
  search(observation: Pick<Observation, 'hosts'>): void {
    const { deployment, cluster } = this;
    if (this.#merged || !deployment) return;
    const { cluster: name, database } = cluster.declaration;
    const question = { cluster: name, members: database.members, seal: this.#seal };
    this.#merged = findMerged(deployment, question, observation).catch((error) => {
      warn(`Cannot find the merged pull requests: ${messageOf(error)}`);
      return [];
    });
  }

  /** Throws unless the plan may be applied now. */
  async permit(plan: Plan, confirm: string): Promise<void> {
    mayApply(plan, await this.confirmationOf(plan, confirm));
    if (!isEmpty(plan)) await mustBeNewest(this.deployment);
  }

  /** What a person entered, else the plan's own fingerprint if merging approved it. */
  async confirmationOf(plan: Plan, confirm: string): Promise<string> {
    if (confirm !== '' || plan.dangers.length === 0) return confirm;
    const merged = (await this.#merged) ?? [];
    const approving = merged.filter(({ shown }) => shown !== undefined);
    const shown = approving.flatMap((each) => each.shown ?? []);
    if (shown.length > 0 && isApproved(plan, ...shown)) return plan.fingerprint;
    for (const { doubt } of merged) if (doubt) warn(doubt);
    if (shown.length === 0) return '';
    throw new Error(
      `The plan changed since it was approved in ${approving.map(nameOf).join(' and ')}\n${differenceFrom(plan, ...shown)}\n` +
        `Nothing was changed. If you want this, ${confirmStep(plan)}.`,
    );
  }

  /** Fingerprints of the dangerous changes that the comments showed, for the steps after apply. */
  async approved(): Promise<readonly string[]> {
    return ((await this.#merged) ?? []).flatMap(({ shown }) => shown?.approves ?? []);
  }

  /** Adds the outcome to the comments. */
  async complete(outcome: Report | Error): Promise<void> {
    for (const merged of (await this.#merged) ?? [])
      await afterwards("The pull request's comment", () => this.#note(merged, outcomeNote(outcome)));
  }

  async #note({ comment, pullRequest }: Merged, note: string): Promise<void> {
    if (!this.deployment || !comment) return;
    const body = sealed(withNote(comment.body, note), this.#seal);
    await writeComment(this.deployment.github, pullRequest.number, body, comment);
  }
}

const nameOf = ({ pullRequest: { number, url } }: Merged): string => `#${number}, ${url}`;

function outcomeNote(outcome: Report | Error): string {
  const isDone = !(outcome instanceof Error) && outcome.failures.length === 0;
  const text = outcome instanceof Error ? `Not applied. ${outcome.message}` : reportText(outcome);
  const where = `[This run](${runUrl()}) of ${code(process.env.GITHUB_SHA?.slice(0, 7) ?? '')}:`;
  return box(isDone ? 'TIP' : 'CAUTION', text, [where]);
}
