import { vi } from 'vitest';
import { startGitHub } from '../github/fake.ts';

/** A job in which the input `flag` asks the command to keep an issue. Returns what the repository holds. */
export async function jobWith(flag: string) {
  const { world, url } = await startGitHub();
  for (const [name, value] of Object.entries({
    [`INPUT_${flag.toUpperCase()}`]: 'true',
    'INPUT_GITHUB-TOKEN': 'token-of-the-job',
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: 'o/r',
  }))
    vi.stubEnv(name, value);
  return world;
}
