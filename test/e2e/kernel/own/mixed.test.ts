import { afterAll, beforeAll, expect, test } from 'vitest';
import { AS_DECLARED, plain } from '../../cluster.ts';
import { type OwnCloud, ownCloud, TWO_HOSTS } from '../../own-cloud.ts';

let own: OwnCloud;
beforeAll(async () => {
  own = await ownCloud('e2e-mixed', TWO_HOSTS, { vms: ['host-01'] });
});
afterAll(() => own.end());

const onHost = async (host: string, line: string): Promise<string> =>
  (await own.cloud.exec(host, ['sh', '-c', line])).stdout.trim();

test('a virtual machine and a container form one cluster', async () => {
  const { code, stdout, stderr } = await own.apply();
  expect(code, stdout + stderr).toBe(0);
  expect(await onHost('host-01', 'systemd-detect-virt --container; uname -r')).toMatch(
    /^none\n.*cloud-amd64$/,
  );
  expect(await onHost('sql', 'systemd-detect-virt --container')).toBe('systemd-nspawn');
  await onHost('host-01', "runuser -u www-data -- sh -c 'echo shared > /srv/flotilla/uploads/mixed.txt'");
  expect(await onHost('sql', 'cat /srv/flotilla/uploads/mixed.txt')).toBe('shared');
  expect(plain((await own.plan()).stdout)).toMatch(AS_DECLARED);
});
