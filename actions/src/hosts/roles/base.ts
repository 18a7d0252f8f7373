import { factsScript } from '#remote-scripts';
import type { RoleContext } from '../model/role.ts';
import { firewall } from './base/firewall.ts';
import { kernel } from './base/kernel.ts';
import { FACTS, ssh } from './base/ssh.ts';
import { swap } from './base/swap.ts';
import { upgrades } from './base/upgrades.ts';
import { directory, file, type Part, running } from './parts.ts';
import { onEveryHost, role } from './role.ts';
import { SETTINGS, WRITTEN } from './shared.ts';

/** What every host has, whatever it serves. cloud-init sets the host name. */
export const base = role('base', {
  on: onEveryHost,
  ports: [{ port: 22, from: 'people who administer it' }],
  secrets: [],
  probes: [
    {
      title: 'names',
      // Any answer about this name will do, also that it does not exist. Updates come from it.
      command: `python3 -c '
import socket, sys
try:
    socket.getaddrinfo("deb.debian.org", 443)
except socket.gaierror as error:
    sys.exit(error.errno not in (socket.EAI_NONAME, socket.EAI_NODATA))
'`,
      words: ['resolve', 'dead'],
      what: 'cannot resolve any name: no resolver answers, so it gets no security updates and WordPress cannot reach other servers.',
      todo: 'Check /etc/resolv.conf and `resolvectl status` there.',
    },
  ],
  parts: (c) => [programs(), ssh(c), upgrades(c), journal(), kernel(), firewall(c), swap(c), names(c)],
});

const programs = (): Part => ({
  packages: [
    'ca-certificates',
    'curl',
    'iproute2',
    'nftables',
    'openssh-server',
    'openssl',
    'procps',
    'python3',
    'rsync',
    'systemd-timesyncd',
    'unattended-upgrades',
  ],
  directories: [directory('/etc/flotilla'), directory(SETTINGS)],
  files: [file(FACTS, factsScript, { mode: '0755' })],
  units: running('systemd-timesyncd.service'),
});

const journal = (): Part => ({
  directories: [directory('/etc/systemd/journald.conf.d')],
  files: [
    file(
      '/etc/systemd/journald.conf.d/flotilla.conf',
      `${WRITTEN}
[Journal]
SystemMaxUse=200M
SystemKeepFree=1G
MaxRetentionSec=1month
`,
      {
        notify: [{ name: 'restart journald', command: 'systemctl restart systemd-journald.service' }],
      },
    ),
  ],
});

/** cloud-init writes /etc/hosts from its template at every boot where `manage_etc_hosts` is on, as at DigitalOcean. */
const HOSTS_FILES = '/etc/hosts /etc/cloud/templates/hosts.debian.tmpl';

/**
 * Lets people on a host say `primary.vpn`. It edits a line, because the rest of /etc/hosts is cloud-init's. It writes in
 * place, because /etc/hosts may be a mount of its own.
 */
const names = ({ declaration: { primary } }: RoleContext): Part => ({
  commands: [
    {
      name: 'primary.vpn',
      summary: `name ${primary.vpnAddress} primary.vpn in /etc/hosts`,
      check: `for file in ${HOSTS_FILES}; do
  test ! -f "$file" || test "$(grep -w 'primary\\.vpn' "$file")" = '${primary.vpnAddress} primary.vpn' || exit 1
done`,
      run: `set -eu
for file in ${HOSTS_FILES}; do
  test -f "$file" || continue
  others=$(sed '/[[:space:]]primary\\.vpn$/d' "$file")
  printf '%s\\n%s\\n' "$others" '${primary.vpnAddress} primary.vpn' >"$file"
done
`,
    },
  ],
});
