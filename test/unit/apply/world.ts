import { attempts } from '../../../actions/src/apply/attempts.ts';
import { applyPlan } from '../../../actions/src/apply/index.ts';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { mayApply } from '../../../actions/src/plan/consent/permission.ts';
import type { Plan } from '../../../actions/src/plan/plan.ts';
import { observe } from '../../../actions/src/run/observe.ts';
import { planFor } from '../../../actions/src/run/plan.ts';
import { silent } from '../../../actions/src/run/progress.ts';
import type { Report } from '../../../actions/src/run/report.ts';
import { SimulatedCloud } from './simulated-cloud.ts';
import { secretsOf } from './simulated-secrets.ts';

/** A simulated account, and the real run that works on it. */
export class World extends SimulatedCloud {
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
    const observeHealth = async () => ({ hosts: {}, strays: {}, rotation: [], now: 0 });
    const options = {
      ...this.runOf(declaration),
      observeHealth,
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
}
