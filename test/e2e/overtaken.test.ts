import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AS_DECLARED, apply, cloud, onHost, PRIMARY, plain, plan, WEB } from './cluster.ts';

const CONFIG = '/etc/nginx/sites-enabled/flotilla.conf';
const DROP_IN = '/run/systemd/system/nginx.service.d';
/** Slows down a reload of nginx so other things can happen meanwhile. */
const SLOW = `mkdir -p ${DROP_IN} && printf '[Service]\\nExecReload=/bin/sleep 12\\n' > ${DROP_IN}/slow.conf && systemctl daemon-reload`;
const AS_USUAL = `rm ${DROP_IN}/slow.conf && systemctl daemon-reload && systemctl reload nginx`;
/** Closes the SSH connection that holds the lease. */
const CUT = `kill $(ps -o ppid= -p $(lslocks -rno PID,PATH | awk '/flotilla.lease/ { print $1 }'))`;

const until = (host: string, command: string) =>
  expect.poll(() => onHost(host, `${command} || true`), { timeout: 60_000 }).not.toBe('');

test('a run that loses the lease while another waits starts nothing more until it holds it again', async () => {
  for (const host of WEB) await onHost(host, `rm ${CONFIG}`);
  await onHost('host-01', SLOW);
  const first = apply();
  await until('host-01', 'pgrep -fx "/bin/sleep 12"');
  const second = apply();
  await until(
    PRIMARY,
    'test $(ls -l /proc/[0-9]*/fd 2>/dev/null | grep -c /run/flotilla.lease) -gt 1 && echo waits',
  );
  await onHost(PRIMARY, CUT);

  const [one, other] = await Promise.all([first, second]);
  await onHost('host-01', AS_USUAL);
  const output = `${one.stdout}${one.stderr}\n=== the other ===\n${other.stdout}${other.stderr}`;
  expect([one.code, other.code], output).toEqual([0, 0]);
  expect(one.stdout, output).toMatch(/lost and with it the lease: .*: observing the cluster again\./);
  expect(other.stdout, output).toMatch(/Waiting for \S+@\S+, process \d+, since/);
  expect(plain((await plan()).stdout)).toMatch(AS_DECLARED);
});

test('an apply succeeds even if observing for its summary fails', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-summary-'));
  const summary = join(folder, 'summary.md');
  writeFileSync(summary, '');
  const { control, run } = await cloud();
  await onHost('host-03', `rm ${CONFIG}`);
  const fault = { status: 429, retryAfter: 1800 };
  await control('POST', '/local/faults', { match: { path: '/v2/sizes$' }, nth: 2, fault });
  const env = { GITHUB_STEP_SUMMARY: summary };
  const { code, stdout, stderr } = await run(['node', 'actions/dist/apply.cjs'], { env });
  await control('DELETE', '/local/faults');
  rmSync(folder, { recursive: true });
  expect(code, stdout + stderr).toBe(0);
  expect(stderr).toMatch(/^The job's summary: Cannot list sizes: DigitalOcean answered 429/m);
  expect(stdout).toMatch(/^Done: /m);
});
