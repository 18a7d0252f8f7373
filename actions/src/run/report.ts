/** What a run did: for the job summary, the exit code and the person who reads them. */
export interface Report {
  /** Addresses of the cloud changes that were made. */
  readonly cloud: readonly string[];
  readonly hosts: readonly HostReport[];
  /** One line each: where, what failed, and what to do next. Empty when the cluster is as declared. */
  readonly failures: readonly string[];
  /** Whether every host that answers had its turn, even if its work failed. */
  readonly isFinished?: boolean;
  readonly seconds: number;
}

interface HostReport {
  readonly host: string;
  /** Items changed on it. */
  readonly changed: number;
  /** Whether it served the site over verified HTTPS at its own address; absent for the primary or when not checked. */
  readonly serves?: boolean;
  readonly seconds: number;
}

/** Combines the reports of a run's attempts: the work of both, and the result of the last. */
export function joined(before: Report | undefined, last: Report): Report;
export function joined(before: Report | undefined, last: Report | undefined): Report | undefined;
export function joined(before: Report | undefined, last: Report | undefined): Report | undefined {
  if (before === undefined || last === undefined) return last ?? before;
  return {
    ...last,
    cloud: [...before.cloud, ...last.cloud],
    hosts: last.hosts.map((host) => added(host, before)),
    seconds: before.seconds + last.seconds,
  };
}

function added(host: HostReport, { hosts }: Report): HostReport {
  const { changed = 0, seconds = 0 } = hosts.find((other) => other.host === host.host) ?? {};
  return { ...host, changed: host.changed + changed, seconds: host.seconds + seconds };
}

/** Whether anything was changed. */
export const hasWork = (report: Report | undefined): report is Report =>
  report !== undefined && (report.cloud.length > 0 || report.hosts.some(({ changed }) => changed > 0));

/** Ends the whole run. Code that limits a failure to one host or resource must let it through. */
export abstract class Stop extends Error {
  /** What the run had done until then. */
  done?: Report;
}

/** The cluster changed after it was observed, so the plan may be wrong. Observe, plan and apply again. */
export class Overtaken extends Stop {
  override readonly name = 'Overtaken';
}

/** The run no longer holds the lease, so another run may. Observe again, and continue only with the lease. */
export class LeaseLost extends Stop {
  override readonly name = 'LeaseLost';
}

/** Another run holds the lease and did not release it within the time this run waits. */
export class LeaseRefused extends Stop {
  override readonly name = 'LeaseRefused';
}
