import { expect, test } from 'vitest';
import { act, BOTH, bootedAt, cutPower, expectAllBack, onHost, PRIMARY, visit, WEB } from '../cluster.ts';

test('both hosts come back without help when the power of all is cut at once', async () => {
  const upload = '/srv/flotilla/uploads/before-the-cut.txt';
  await onHost(WEB, `runuser -u www-data -- sh -c 'echo kept > ${upload} && sync ${upload}'`);
  const before = await Promise.all(BOTH.map(bootedAt));
  await Promise.all(BOTH.map(cutPower));
  await Promise.all(BOTH.map((host) => act(host, 'power_on')));
  await expectAllBack();
  const after = await Promise.all(BOTH.map(bootedAt));
  for (const [index, host] of BOTH.entries()) expect([host, after[index]]).not.toEqual([host, before[index]]);
  expect(await onHost(PRIMARY, `cat ${upload}`)).toBe('kept');
  expect(await visit('wp-content/uploads/before-the-cut.txt')).toMatchObject({ status: 200, body: 'kept\n' });
});
