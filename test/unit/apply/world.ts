import { applyPlan } from '../../../actions/src/apply/apply.ts';
import { attempts } from '../../../actions/src/apply/attempts.ts';
import type { ApplySession } from '../../../actions/src/apply/context.ts';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { mayApply } from '../../../actions/src/plan/consent/permission.ts';
import type { Plan } from '../../../actions/src/plan/plan.ts';
import { observe } from '../../../actions/src/run/observe.ts';
import { planFor } from '../../../actions/src/run/plan.ts';
import { silent } from '../../../actions/src/run/progress.ts';
import type { Report } from '../../../actions/src/run/report.ts';
import { SimulatedCloud } from './simulated-cloud.ts';
import { secretsOf } from './simulated-secrets.ts';

/** A simulated account, and the real apply that works on it. */
export class World extends SimulatedCloud {
  /** Observes and plans as the action does. */
  async plan(
    declaration: Declaration,
    adopt = false,
  ): Promise<{ plan: Plan; apply: (confirm?: string) => Promise<Report> }> {
    const options = { ...this.sessionOf(declaration), adopt };
    const observation = await observe(options);
    const plan = planFor(declaration, observation, options);
    const apply = (confirm = plan.fingerprint) => {
      mayApply(plan, confirm);
      return applyPlan(options, { plan, observation, progress: silent });
    };
    return { plan, apply };
  }

  /** Applies as the action does: again after it was overtaken. Undefined when the plan was refused. */
  async run(declaration: Declaration): Promise<Report | undefined> {
    const refused = new Error('The plan was refused.');
    try {
      const { report } = await attempts(this.sessionOf(declaration), async ({ plan }) => {
        if (plan.refusals.length > 0) throw refused;
        return { progress: silent };
      });
      return report;
    } catch (error) {
      if (error === refused) return undefined;
      throw error;
    }
  }

  private sessionOf(declaration: Declaration): ApplySession {
    return {
      declaration,
      cloud: this,
      connect: this.connect(declaration.generation),
      secrets: secretsOf(declaration.generation),
      askForSite: this.askForSite,
      clock: this.clock,
      timeoutMs: 1000,
      arrivalMs: 600_000,
      checkout: () => Promise.reject(new Error('These hosts serve no content.')),
      by: 'a test',
      leaseTerms: { holder: 'a test', waitMs: 1000 },
      adopt: false,
      observeHealth: async () => ({ hosts: {}, strays: {}, rotation: [], now: 0 }),
      certify: async () => [],
      onOvertaken: () => {},
    };
  }
}
