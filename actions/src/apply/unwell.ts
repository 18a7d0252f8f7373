import type { Declaration } from '../declaration/declaration.ts';
import { healthOf, siteFindings } from '../plan/health/health.ts';
import type { Observation } from '../run/observe.ts';
import { observeHealth } from '../run/observe-health.ts';
import type { Report } from '../run/report.ts';

export type ObserveHealth = typeof observeHealth;

interface Looked {
  readonly declaration: Declaration;
  readonly observation: Observation;
  /** Ends with the links to the hosts closed, over which a host may have to look for this machine. */
  readonly apply: () => Promise<Report>;
  readonly observeHealth?: ObserveHealth;
}

/** Of a run that had nothing to change and so proved nothing: what readers notice is found by a look, and fails it. */
export async function unlessUnwell({ declaration, observation, apply, ...eyes }: Looked): Promise<Report> {
  const look = eyes.observeHealth ?? observeHealth;
  const findings = siteFindings(healthOf(declaration, await look(declaration, observation)), declaration);
  const lines = findings.map(({ host, what, todo }) => `${host}: ${what} ${todo}`);
  const report = await apply();
  return { ...report, failures: [...report.failures, ...lines] };
}
