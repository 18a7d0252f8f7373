import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { at, converge, file, useHost, web } from './converging.ts';

useHost();

const PATH = process.env.PATH ?? '';
const UNIT = 'a.service';

beforeEach(() => {
  for (const folder of ['/bin', '/active']) mkdirSync(at(folder), { recursive: true });
  process.env.PATH = `${at('/bin')}:${PATH}`;
  const systemctl = `verb=$1; shift
case $verb in
  start) touch ${at('/active')}/$1 ;;
  is-active) [ -e ${at('/active')}/$2 ] ;;
esac`;
  writeFileSync(at('/bin/systemctl'), `#!/bin/sh\n${systemctl}`, { mode: 0o755 });
});
afterEach(() => {
  process.env.PATH = PATH;
});

it('restarts a unit that ran before, but not one that this apply starts', async () => {
  const withText = (text: string) =>
    converge(
      web({
        files: [file('/etc/a', text, { notify: ['restart a'] })],
        units: [{ name: UNIT, enabled: true, active: true }],
        handlers: [{ name: 'restart a', command: `touch ${at('/restarted')}`, restarts: UNIT }],
      }),
    );
  const steps = await withText('one');
  expect(steps.at(-1)).toMatchObject({ event: 'already', address: 'host-01/web/handler/restart a' });
  expect(existsSync(at('/restarted'))).toBe(false);
  await withText('two');
  expect(existsSync(at('/restarted'))).toBe(true);
});

it.each([
  ['is about to start again: once more', 'activating', 'changed'],
  ['has given up: not again', 'failed', undefined],
])('starts a unit whose start failed and that systemd %s', async (_, state, event) => {
  const systemctl = `case $1 in
  start) [ -e ${at('/tried')} ] || { touch ${at('/tried')}; exit 1; } ;;
  is-active) echo ${state}; exit 3 ;;
esac`;
  writeFileSync(at('/bin/systemctl'), `#!/bin/sh\n${systemctl}`, { mode: 0o755 });
  const run = converge(web({ units: [{ name: UNIT, enabled: true, active: true }] }));
  if (event) expect((await run).at(-1)).toMatchObject({ event, address: `host-01/web/unit/${UNIT}` });
  else await expect(run).rejects.toThrow(/systemctl start ended with status 1/);
});
