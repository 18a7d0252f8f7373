import { expect, test } from 'vitest';
import { apply, onHost, PRIMARY } from './cluster.ts';

/** Imitates unattended-upgrades: holds dpkg's lock, stops a service for its new version, and starts it with Debian's command. */
const UPGRADE = `
import fcntl, os, subprocess, time
lock = open("/var/lib/dpkg/lock-frontend", "w")
fcntl.lockf(lock, fcntl.LOCK_EX)
if os.fork():
    os._exit(0)
os.setsid()
fcntl.lockf(lock, fcntl.LOCK_EX)
while subprocess.run(["pgrep", "-x", "apt-get"], stdout=subprocess.DEVNULL).returncode:
    time.sleep(0.05)
subprocess.run(["systemctl", "stop", "mariadb.service"])
ended = subprocess.run(["deb-systemd-invoke", "start", "mariadb.service"]).returncode
active = subprocess.run(["systemctl", "is-active", "--quiet", "mariadb.service"]).returncode
open("/run/upgraded", "w").write(f"{ended} {active}")
`;
const HOOK = '/etc/apt/apt.conf.d/99-stops-a-service';

test('an upgrade in progress succeeds while converge waits for its lock, and all services run afterwards', async () => {
  await onHost(PRIMARY, 'dpkg --remove --force-depends mariadb-client');
  await onHost(PRIMARY, `echo 'DPkg::Pre-Invoke { "systemctl stop nfs-server.service"; };' > ${HOOK}`);
  const encoded = Buffer.from(UPGRADE).toString('base64');
  const line = `python3 -c "import base64; exec(base64.b64decode('${encoded}'))" >/dev/null 2>&1`;
  await onHost(PRIMARY, line);
  const { code, stdout, stderr } = await apply();
  expect(code, stdout + stderr).toBe(0);
  expect(await onHost(PRIMARY, `rm ${HOOK}; cat /run/upgraded; rm /run/upgraded`)).toBe('0 0');
  expect(await onHost(PRIMARY, 'systemctl is-active mariadb nfs-server')).toBe('active\nactive\n');
  await onHost(PRIMARY, 'dpkg -s mariadb-client >/dev/null && ! ls /usr/sbin/policy-rc.d 2>/dev/null');
  expect((await apply()).stdout).toContain('Nothing to change');
});
