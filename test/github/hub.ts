import type { Actor } from './actors.ts';
import type { Features } from './features.ts';
import type { Issues } from './issues.ts';
import type { Git } from './repository/git.ts';
import type { Starter } from './runner/start.ts';

/** All there is of one repository. */
export interface Hub extends Starter {
  readonly owner: Actor;
  readonly issues: Issues;
  readonly features: Features;
  /** Folder with `<owner>/<name>.git`, of the repository and its forks. */
  readonly root: string;
  /** The repository and its forks, by `owner/name`. */
  readonly repositories: Map<string, Git>;
  /** The setting "Allow GitHub Actions to create and approve pull requests". */
  readonly actionsMayOpenPulls: boolean;
}
