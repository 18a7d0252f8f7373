import { expect, it } from 'vitest';
import { warningsOf } from '../../../actions/src/plan/warnings.ts';
import { EMPTY_CLOUD, EXAMPLE, hostPlans, plan } from './example.ts';
import { CLUSTERED } from './health/literals.ts';
import { simulate } from './simulate.ts';

const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);

it.each([
  [EXAMPLE, /Until it does, the web hosts serve cached pages, and their part/],
  [CLUSTERED, /Until it does, renewals .* wait\. The other hosts serve the site while they are the majority/],
])('says what a primary that does not answer means', (declaration, means) => {
  const [, ...others] = hostPlans(declaration, built);
  const hosts = [{ host: 'sql', kind: 'unreachable' as const, reason: 'connection timed out' }, ...others];
  expect(warningsOf(plan(declaration, built, { hosts }))).toContainEqual(expect.stringMatching(means));
});
