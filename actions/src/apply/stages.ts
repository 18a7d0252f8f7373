import type { Declaration } from '../declaration/declaration.ts';
import { systemClock } from '../lib/time.ts';
import { isStageApproved } from '../plan/consent/approval.ts';
import type { Plan } from '../plan/plan.ts';
import { closeAll, type Observation, observe } from '../run/observe.ts';
import { planFor, stageFor } from '../run/plan.ts';
import { type Progress, step } from '../run/progress.ts';
import { joined, type Report, Stop } from '../run/report.ts';
import type { ApplyRun } from './apply-run.ts';
import { applyPlan } from './index.ts';

interface Staged extends ApplyRun {
  /** What a person saw. */
  readonly plan: Plan;
  readonly observation: Observation;
  readonly progress: Progress;
}

const NOTHING: Report = { cloud: [], hosts: [], failures: [], seconds: 0 };

/**
 * Applies a plan at once; or in stages, where the names change that the web hosts answer to. Each stage is the plan for a
 * declaration of its own and follows from what is observed, so a run that was killed is finished by the next.
 */
export async function applyStages(run: Staged): Promise<Report> {
  const { plan, observation } = run;
  if (!plan.passage) return applyPlan(run);
  const failures = plan.passage.uncertified.length > 0 ? await certify(run) : [];
  if (failures.length > 0) return { ...NOTHING, failures: [...failures, waiting(plan)] };
  return follow(run, observation);
}

const certify = ({ declaration, observation, progress, ...run }: Staged): Promise<readonly string[]> =>
  run.certify(stageFor(declaration, observation), observation, progress);

async function follow(run: Staged, observation: Observation, before?: Report): Promise<Report> {
  const stage = stageFor(run.declaration, observation);
  const applying = applyStage(run, stage, observation);
  const report = joined(
    before,
    await applying.catch((error) => {
      if (error instanceof Stop && error.done) error.done = joined(before, error.done);
      throw error;
    }),
  );
  if (stage === run.declaration) return report;
  if (report.failures.length > 0) return { ...report, failures: [...report.failures, waiting(run.plan)] };
  const next = await observe(run);
  try {
    if (isSame(stage, stageFor(run.declaration, next)))
      throw new Error(`${waiting(run.plan)} Nothing failed, and yet the hosts are not as they were step.`);
    if (stage.meanwhile?.serves.length === 0) await untilForgotten(run, stage.meanwhile.leaving, observation);
    return await follow(run, next, report);
  } finally {
    closeAll(next);
  }
}

/** Does no more than a person saw: a stage may be as dangerous as the whole, for the same changes. */
async function applyStage(run: Staged, declaration: Declaration, observation: Observation): Promise<Report> {
  const plan = planFor(declaration, observation, run);
  if (!isStageApproved(plan, run.plan))
    throw new Error(`${plan.dangers.join(' ')} That was not in the plan. Run apply again, which shows it.`);
  const deployed = declaration === run.declaration ? run.deployed : undefined;
  return applyPlan({ ...run, declaration, plan, observation, deployed });
}

const isSame = (one: Declaration, other: Declaration): boolean =>
  JSON.stringify(one.meanwhile) === JSON.stringify(other.meanwhile);

/** The records of these names are gone; hosts answer to them for as long as a resolver may remember. */
function untilForgotten(
  { clock = systemClock, progress }: Staged,
  names: readonly string[],
  before: Observation,
) {
  const gone = before.cloud.records.filter(({ spec }) => names.includes(spec.name));
  const seconds = Math.max(0, ...gone.map(({ spec }) => spec.ttl));
  const all = names.join(', ');
  const doing = `waiting ${seconds} s, until no resolver remembers ${all}`;
  const wait = () => clock.pause(seconds * 1000);
  return step(progress, 'rotation', doing, wait, () => `no resolver remembers ${all}`);
}

const waiting = ({ domain, passage }: Plan): string => {
  const from = passage?.from.join(', ');
  const what = from ? `The move from ${from} to ${domain}` : 'The change of names';
  return `${what} stopped where readers of every name are still served. Fix what failed and run apply again: it goes on from there.`;
};
