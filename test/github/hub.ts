import type { Actor } from './actors.ts';
import type { Features } from './features.ts';
import type { Issues } from './issues.ts';
import type { Git } from './repository/git.ts';
import type { Starter } from './runner/start.ts';

/** The whole state of one repository. */
export interface Hub extends Starter {
  readonly owner: Actor;
  readonly issues: Issues;
  readonly features: Features;
  /** Directory with `<owner>/<name>.git` for the repository and its forks. */
  readonly root: string;
  /** The repository and its forks, by `owner/name`. */
  readonly repositories: Map<string, Git>;
  /** The setting "Allow GitHub Actions to create and approve pull requests". */
  readonly actionsMayOpenPulls: boolean;
}
