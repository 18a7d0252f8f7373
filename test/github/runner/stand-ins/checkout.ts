import { join } from 'node:path';
import { runOn } from '../../machine/run.ts';
import { workspaceOf } from '../job-state.ts';
import type { StepCall, StepEnd } from '../step-call.ts';
import { refuseUnknown } from './inputs.ts';

const INPUTS = [
  ...['ref', 'path', 'token', 'fetch-depth', 'persist-credentials', 'clean', 'lfs', 'submodules'],
];

/**
 * All values come from the environment. The credential is stored where the real action stores it. A folder that an earlier
 * step checked out is reused, and changes in it since then are removed.
 */
const SCRIPT = `
mkdir -p "$FOLDER"
cd "$FOLDER"
if [ "$(git --git-dir=.git config remote.origin.url)" = "$SERVER/$REPOSITORY" ]; then
  git clean --quiet -ffdx
  git reset --quiet --hard
else
  find . -mindepth 1 -delete
  git init --quiet --initial-branch=main
  git remote add origin "$SERVER/$REPOSITORY"
fi
git config --local "http.$SERVER/.extraheader" "AUTHORIZATION: basic $CREDENTIAL"
if [ "$DEPTH" = 0 ]; then git fetch --quiet --tags origin '+refs/heads/*:refs/remotes/origin/*'
else set -- --no-tags "--depth=$DEPTH"; fi
git fetch --quiet "$@" origin "$WANTED"
if [ -n "$BRANCH" ]; then git update-ref "refs/remotes/origin/$BRANCH" FETCH_HEAD; git checkout --quiet -B "$BRANCH" FETCH_HEAD
else git checkout --quiet --detach FETCH_HEAD; fi
if [ "$SUBMODULES" = recursive ]; then git submodule --quiet update --init --recursive "--depth=$DEPTH"; fi
if [ "$LFS" = true ] && command -v git-lfs >/dev/null; then git lfs pull; fi
if [ "$PERSIST" = false ]; then git config --local --unset-all "http.$SERVER/.extraheader"; fi
git log -1 --format='HEAD is now at %h %s'
echo "commit=$(git rev-parse HEAD)" >> "$GITHUB_OUTPUT"
`;

/** Really fetches from the repository with the job's token, so the token's permissions matter. */
export async function checkout(call: StepCall, inputs: Readonly<Record<string, string>>): Promise<StepEnd> {
  refuseUnknown('actions/checkout', inputs, INPUTS);
  const { state, signal, show } = call;
  const { place, masks } = state;
  const github = state.contexts.github as { token: string; ref: string; sha: string };
  const credential = Buffer.from(`x-access-token:${inputs.token || github.token}`).toString('base64');
  masks.add(credential);
  const env = {
    ...call.env,
    ...{ SERVER: place.serverUrl, REPOSITORY: place.repository, CREDENTIAL: credential },
    ...{ FOLDER: join(workspaceOf(state), inputs.path ?? '.'), DEPTH: inputs['fetch-depth'] ?? '1' },
    ...{
      PERSIST: inputs['persist-credentials'] ?? 'true',
      LFS: inputs.lfs ?? 'false',
      SUBMODULES: inputs.submodules ?? 'false',
      GIT_TERMINAL_PROMPT: '0',
      ...target(inputs.ref, github),
    },
  };
  const command = ['bash', '-e', '-c', SCRIPT, 'checkout'];
  const code = await runOn(state.machine, command, { env, cwd: workspaceOf(state), signal, onLine: show });
  return code === 0 ? {} : { failure: `The process '/usr/bin/git' failed with exit code ${code}` };
}

/** The commit that started the run, even if its branch has moved since, unless a ref is given. */
function target(given: string | undefined, { ref, sha }: { ref: string; sha: string }) {
  const branch = (given || ref).replace(/^refs\/heads\//, '');
  const isBranch = !/^refs\/|^[0-9a-f]{40}$/.test(branch);
  return { WANTED: given || sha, BRANCH: isBranch ? branch : '' };
}
