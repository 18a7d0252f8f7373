/** Switches of a repository and its organisation. */
export interface Features {
  /** "Issues" among the repository's features. Pull requests have their comments without it too. */
  issues: boolean;
  /** `read`: a policy gives jobs no token that may write, whatever their workflow declares. */
  jobTokens: 'as declared' | 'read';
  /** The organisation lets only listed addresses in, and the runners' are not among them. */
  ipAllowList: boolean;
}

export const usualFeatures = (): Features => ({ issues: true, jobTokens: 'as declared', ipAllowList: false });
