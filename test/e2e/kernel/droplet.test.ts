import { describe, expect, test } from 'vitest';
import { dropletsOf } from '../api.ts';
import { AS_DECLARED, plain } from '../cluster.ts';
import { apply, BOTH, cloud, codeOn, onHost, PRIMARY, WEB } from './cluster.ts';

const METADATA = 'curl -sS --max-time 5 http://169.254.169.254/metadata/v1/id';

describe('on a kernel of its own, a host has', () => {
  test('the identity that the metadata gives it, by the data source of DigitalOcean', async () => {
    const droplets = await dropletsOf(await cloud());
    for (const host of BOTH) {
      const id = droplets.find(({ name }) => name === host)?.id;
      expect(await onHost(host, METADATA)).toBe(`${id}`);
      expect(await onHost(host, 'cat /run/cloud-init/cloud-id; hostname')).toBe(`digitalocean\n${host}`);
    }
  });

  test('metadata that PHP cannot ask for', async () => {
    for (const host of BOTH) expect(await codeOn(host, `runuser -u www-data -- ${METADATA}`)).not.toBe(0);
  });

  test('its firewall, loaded into its kernel', async () => {
    expect(await onHost(WEB, 'nft list chain inet flotilla output')).toContain('169.254.169.254');
    expect(await onHost(PRIMARY, 'nft list chain inet flotilla input')).toMatch(/dport \{.*2049.*\} drop/);
  });

  test('as much swap as memory', async () => {
    for (const host of BOTH)
      expect(await onHost(host, 'swapon --noheadings --show=NAME,SIZE')).toMatch(/^\/swapfile\s+1024M$/);
  });

  test('the memory, the processor and the disk of its size', async () => {
    const memory = Number(await onHost(WEB, "awk '/^MemTotal/ {print $2}' /proc/meminfo")) / 1024;
    expect(memory).toBeGreaterThan(900);
    expect(memory).toBeLessThan(1024);
    expect(await onHost(WEB, 'nproc')).toBe('1');
    expect(Number(await onHost(WEB, 'df --output=size -BG / | tail -1 | tr -d G'))).toBeGreaterThanOrEqual(
      24,
    );
  });

  test("the kernel's settings", async () => {
    const settings = 'sysctl -n vm.swappiness net.core.default_qdisc net.ipv4.tcp_congestion_control';
    expect(await onHost(WEB, settings)).toBe('10\nfq\nbbr');
  });

  test('a journal within its limit, and a clock that is kept', async () => {
    expect(
      await onHost(WEB, 'journalctl --no-pager -u systemd-journald -g "System Journal.*max 200M" | tail -1'),
    ).toContain('max 200M');
    expect(await onHost(WEB, 'timedatectl show -p NTP --value; systemctl is-active systemd-timesyncd')).toBe(
      'yes\nactive',
    );
  });

  test('no unit that failed, and nothing that a second apply would change', async () => {
    for (const host of BOTH) expect(await onHost(host, 'systemctl --failed --no-legend')).toBe('');
    const { code, stdout, stderr } = await apply();
    expect(code, stdout + stderr).toBe(0);
    expect(plain(stdout)).toMatch(AS_DECLARED);
  });
});
