import { expect, test } from 'vitest';
import { cloud, onHost } from './cluster.ts';

const HOST = 'host-02';
/** More than the host's size has. The host's own processes must survive it, so the kernel takes this one. */
const GREEDY = `systemd-run --collect --quiet --wait --pipe --property=OOMScoreAdjust=1000 python3 -c 'len(b"x" * (1200 << 20))'`;

test('a host cannot use more memory than its size has, and its own services survive the attempt', async () => {
  const services = 'systemctl show --property=MainPID --value nginx php8.4-fpm';
  const before = await onHost(HOST, services);
  const { code } = await (await cloud()).exec(HOST, ['sh', '-c', GREEDY]);
  expect(code).not.toBe(0);
  expect(await onHost(HOST, services)).toBe(before);
});

/** Two processes that never wait would use two processors; one of this host's size gives them one. */
const BUSY = `systemd-run --collect --quiet --wait --pipe python3 -c '
import os, time
pids = [os.fork() for _ in range(2)]
if 0 in pids:
    until = time.monotonic() + 3
    while time.monotonic() < until:
        pass
    os._exit(0)
for pid in pids:
    os.waitpid(pid, 0)
print(sum(os.times()[2:4]) / 3)'`;

test('a host gets the time of as many processors as its size has', async () => {
  const processors = Number(await onHost(HOST, BUSY));
  expect(processors).toBeLessThan(1.2);
});
