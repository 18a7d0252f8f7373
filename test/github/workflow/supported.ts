/** The keys that the local GitHub supports. Others are refused, because a test would pass although nothing was run. */
export const WORKFLOW_KEYS = new Set([
  'name',
  'run-name',
  'on',
  'permissions',
  'env',
  'defaults',
  'concurrency',
  'jobs',
]);
export const JOB_KEYS = new Set([
  ...['name', 'needs', 'if', 'runs-on', 'environment', 'concurrency', 'outputs', 'env', 'defaults'],
  ...['permissions', 'timeout-minutes', 'steps'],
]);
export const STEP_KEYS = new Set([
  ...['id', 'name', 'if', 'uses', 'with', 'run', 'shell', 'working-directory', 'env'],
  ...['continue-on-error', 'timeout-minutes'],
]);

export function refuseOthers(
  fields: ReadonlyMap<string, unknown>,
  supported: ReadonlySet<string>,
  where: string,
): void {
  const others = [...fields.keys()].filter((key) => !supported.has(key));
  if (others.length > 0)
    throw new Error(`${where}: the local GitHub does not support "${others.join('", "')}"; write it without`);
}
