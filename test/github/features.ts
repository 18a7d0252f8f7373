/** Settings of a repository and its organization that tests can change. */
export interface Features {
  /** The feature "Issues" of the repository. Comments on pull requests work without it. */
  issues: boolean;
  /** `read`: by policy, jobs get read-only tokens, whatever their workflow declares. */
  jobTokens: 'as declared' | 'read';
  /** The organization allows only listed addresses, and those of the runners are not listed. */
  ipAllowList: boolean;
}

export const usualFeatures = (): Features => ({ issues: true, jobTokens: 'as declared', ipAllowList: false });
