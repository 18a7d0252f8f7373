/** What a run did, for the job summary, the exit code and the next person. */
export interface Report {
  /** Addresses of cloud changes that were made. */
  readonly cloud: readonly string[];
  readonly hosts: readonly HostReport[];
  /** One line each: what failed, where, and what to do next. Empty: the cluster is what was declared. */
  readonly failures: readonly string[];
  readonly seconds: number;
}

export interface HostReport {
  readonly host: string;
  /** Items changed on it. */
  readonly changed: number;
  /** Whether the site was seen over verified HTTPS at its own address; absent for the primary or when not looked at. */
  readonly serves?: boolean | undefined;
  readonly seconds: number;
}
