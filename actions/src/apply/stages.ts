import type { Declaration } from '../declaration/declaration.ts';
import { Failure } from '../lib/failure.ts';
import { isStageApproved } from '../plan/consent/approval.ts';
import { titleOf } from '../plan/conversion.ts';
import type { Plan } from '../plan/plan.ts';
import { closeAll, observe } from '../run/observe.ts';
import { planFor, stageFor } from '../run/plan.ts';
import { step } from '../run/progress.ts';
import { joined, type Report, Stop } from '../run/report.ts';
import { applyPlan } from './apply.ts';
import type { ApplySession, Work } from './context.ts';

const NOTHING: Report = { cloud: [], hosts: [], failures: [], seconds: 0 };

/**
 * Applies a plan that changes the names or the topology of the site, in stages. Each stage is the plan for a declaration of its
 * own, and follows from what is observed, so the next run finishes what a killed run began.
 */
export async function applyStages(session: ApplySession, work: Work): Promise<Report> {
  const { plan, observation, progress } = work;
  if (plan.passage && plan.passage.uncertified.length > 0) {
    const declaration = stageFor(session.declaration, observation);
    const failures = await session.certify({ declaration, observation, progress });
    if (failures.length > 0) return { ...NOTHING, failures: [...failures, stopped(plan)] };
  }
  return continueStages(session, work);
}

async function continueStages(session: ApplySession, work: Work, before?: Report): Promise<Report> {
  const { plan, observation, progress } = work;
  const stage = stageFor(session.declaration, observation);
  if (plan.isConverting) progress({ kind: 'stage', title: titleOf(stage) });
  const applying = applyStage(session, stage, work).catch((error) => {
    if (error instanceof Stop && error.done) error.done = joined(before, error.done);
    throw error;
  });
  const report = joined(before, await applying);
  if (stage === session.declaration) return report;
  if (report.failures.length > 0) return { ...report, failures: [...report.failures, stopped(plan)] };
  const next = await observe(session);
  try {
    if (isSame(stage, stageFor(session.declaration, next)))
      throw new Error(
        `${stopped(plan)} No step failed, but the hosts are not as this stage configures them.`,
      );
    if (stage.meanwhile?.serves.length === 0) await awaitTimeToLive(session, work, stage.meanwhile.leaving);
    return await continueStages(session, { plan, observation: next, progress }, report);
  } finally {
    closeAll(next);
  }
}

/** Applies no more than a person approved: a stage may be as dangerous as the whole, for the same changes. */
async function applyStage(session: ApplySession, declaration: Declaration, work: Work): Promise<Report> {
  const plan = planFor(declaration, work.observation, session);
  if (!isStageApproved(plan, work.plan))
    throw new Failure({
      what: plan.dangers.join(' '),
      remedy: 'The plan did not show this. Run apply again, which shows it.',
    });
  const deployed = declaration === session.declaration ? session.deployed : undefined;
  return applyPlan({ ...session, declaration, deployed }, { ...work, plan });
}

/** Whether two declarations are the same stage. */
const isSame = (one: Declaration, other: Declaration): boolean =>
  JSON.stringify([one.meanwhile, one.database]) === JSON.stringify([other.meanwhile, other.database]);

/** The records of these names are deleted. Hosts answer to the names until resolvers have forgotten the records. */
function awaitTimeToLive({ clock }: ApplySession, { observation, progress }: Work, names: readonly string[]) {
  const deleted = observation.cloud.records.filter(({ spec }) => names.includes(spec.name));
  const seconds = Math.max(0, ...deleted.map(({ spec }) => spec.ttl));
  const all = names.join(', ');
  const doing = `waiting ${seconds} s until resolvers have forgotten ${all}`;
  const wait = () => clock.pause(seconds * 1000);
  return step(progress, 'rotation', doing, wait, () => `resolvers have forgotten ${all}`);
}

function stopped({ domain, passage, isConverting, topology }: Plan): string {
  if (isConverting)
    return `The change to \`${topology}\` stopped in a stage in which the site works. Fix what failed and apply again, which continues from here.`;
  const from = passage?.from.join(', ');
  const what = from ? `The move from ${from} to ${domain}` : 'The change of names';
  return `${what} stopped at a stage in which every name still works. Fix what failed and apply again, which continues from here.`;
}
