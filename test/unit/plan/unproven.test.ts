import { expect, it } from 'vitest';
import { renderText } from '../../../actions/src/plan/render/text.ts';
import { EMPTY_CLOUD, EXAMPLE, hostPlans, plan } from './example.ts';
import { simulate } from './simulate.ts';

const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const away = { kind: 'unreachable', reason: 'it shows another host key.' } as const;

it('a host that shows another host key is not called unreachable', () => {
  const hosts = hostPlans(EXAMPLE, built).map((host) =>
    host.host === 'sql' ? ({ host: 'sql', ...away, lacks: 'host key' } as const) : host,
  );
  const text = renderText(plan(EXAMPLE, built, { hosts }), { color: false });
  expect(text).toMatch(/sql +answered but could not be identified: it shows another host key/);
  expect(text).not.toContain('did not answer');
});
