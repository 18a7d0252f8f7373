import { afterAll, expect, test } from 'vitest';
import { act, cutPower, expectAllBack, onHost, PRIMARY, patience, visit, WEB } from '../cluster.ts';

const AWAY_SECONDS = 600;
/** How long a process may wait for a disk that does not answer. */
const HUNG_SECONDS = 30;
const ANSWER_SECONDS = 5;
const UPLOAD = 'wp-content/uploads/read-before.txt';

/**
 * The processes that serve the site and wait where no signal reaches them: process id, and how often it has waited so far. The
 * same line twice is the same wait.
 */
const WAITING = `for pid in $(pgrep 'nginx|php'); do
  grep -q '^State:.D' /proc/$pid/status && echo $pid $(awk '/^voluntary/ {print $2}' /proc/$pid/status)
done 2>/dev/null; true`;
const waiting = async (): Promise<readonly string[]> =>
  (await onHost(WEB, WAITING)).split('\n').filter((line) => line !== '');

afterAll(() => act(PRIMARY, 'power_on').catch(() => undefined));

test('a primary without power for ten minutes hangs nothing on a web host', async () => {
  await onHost(WEB, `runuser -u www-data -- sh -c 'echo lit > /srv/flotilla/uploads/read-before.txt'`);
  expect(await visit(UPLOAD)).toMatchObject({ status: 200, body: 'lit\n' });
  expect(await visit()).toMatchObject({ status: 200 });
  const slack = patience(1) / 1000 - 1;
  await cutPower(PRIMARY);
  const began = Date.now();
  const since = new Map<string, number>();
  for (let round = 0; Date.now() - began < AWAY_SECONDS * 1000; round++) {
    expect(await visit()).toMatchObject({ status: 200 });
    expect(await visit(UPLOAD)).toMatchObject({ status: 200, body: 'lit\n' });
    const { status, seconds } = await visit(`wp-content/uploads/never-read-${round}.txt`);
    expect([round, status]).toEqual([round, expect.toBeOneOf([404, 502, 503, 504])]);
    expect(seconds).toBeLessThan(ANSWER_SECONDS + slack);
    const now = await waiting();
    for (const one of since.keys()) if (!now.includes(one)) since.delete(one);
    for (const one of now) {
      const first = since.get(one) ?? Date.now();
      since.set(one, first);
      expect([one, (Date.now() - first) / 1000 < HUNG_SECONDS]).toEqual([one, true]);
    }
  }
  await act(PRIMARY, 'power_on');
  await expectAllBack();
});
