import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { summariseApplied, summariseFleet, summariseNow } from '../../../actions/src/commands/summary.ts';
import { output, summarise } from '../../../actions/src/commands/workflow.ts';
import type { Observation } from '../../../actions/src/run/observe.ts';
import { EMPTY_CLOUD, EXAMPLE, plan } from '../plan/example.ts';

/** The steps after the work fail and report it, and do not change the run's result. */
let said = '';
beforeEach(() => {
  said = '';
  const hear = (chunk: unknown) => {
    said += chunk;
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(hear);
  vi.stubEnv('GITHUB_ACTIONS', 'true');
  vi.stubEnv('GITHUB_STEP_SUMMARY', '/nowhere/summary.md');
  vi.stubEnv('GITHUB_OUTPUT', '/nowhere/output');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const nothing = { strays: [], droplets: new Map(), hosts: new Map() };
const observation: Observation = { cloud: EMPTY_CLOUD, beganAt: 0, ...nothing };
const seen = { declaration: EXAMPLE, observation, plan: plan(EXAMPLE, EMPTY_CLOUD) };
const refused = () => Promise.reject(new Error('list sizes: DigitalOcean answered 429'));

it.each<[string, () => Promise<void> | void, RegExp]>([
  ['the last observation of the fleet', () => summariseApplied(seen, refused), /answered 429/],
  [
    'the observation after a sync',
    () =>
      summariseNow({
        declaration: EXAMPLE,
        cloud: { observe: refused } as never,
        connect: refused,
        timeoutMs: 1,
      }),
    /answered 429/,
  ],
  ['the picture', () => summariseFleet({ ...seen, plan: undefined as never }), /summary/],
  ['the summary file', () => summarise('text'), /\/nowhere\/summary\.md/],
  ['the output file', () => output('changed', true), /\/nowhere\/output/],
])('%s that fails is a warning', async (_, work, warning) => {
  await work();
  expect(said).toMatch(/^::warning::/m);
  expect(said).toMatch(warning);
});
