/** What a run did, for the job summary, the exit code and the next person. */
export interface Report {
  /** Addresses of cloud changes that were made. */
  readonly cloud: readonly string[];
  readonly hosts: readonly HostReport[];
  /** One line each: what failed, where, and what to do next. Empty: the cluster is what was declared. */
  readonly failures: readonly string[];
  /** Whether every host that answers had its turn, however that ended; otherwise the run stopped before. */
  readonly isFinished?: boolean;
  readonly seconds: number;
}

export interface HostReport {
  readonly host: string;
  /** Items changed on it. */
  readonly changed: number;
  /** Whether the site was seen over verified HTTPS at its own address; absent for the primary or when not looked at. */
  readonly serves?: boolean;
  readonly seconds: number;
}

/** One report of a run that started over: what each attempt did, and how the last one ended. */
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
