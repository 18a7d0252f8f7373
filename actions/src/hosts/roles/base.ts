import { factsScript } from '#remote-scripts';
import { emptyRole, type Role } from '../model/role.ts';
import { admitAgent, firewall, firewallUnit, isAgentAdmitted } from './base/firewall.ts';
import { journal, kernel } from './base/limits.ts';
import { primaryName } from './base/names.ts';
import { kernelSettings, sshdSettings } from './base/settings.ts';
import { authorizedKeys, hostKeyFiles, sshd } from './base/ssh.ts';
import { swap } from './base/swap.ts';
import { upgrades } from './base/upgrades.ts';
import { directory, file } from './paths.ts';
import { SETTINGS_DIRECTORY, settingsFile } from './settings.ts';
import { AUTHORIZED_KEYS } from './shared.ts';

const PACKAGES = [
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
];
const FACTS = '/usr/local/sbin/flotilla-facts';
const FIREWALL = '/etc/flotilla/firewall.nft';

/** What every host has, whatever it serves. The host name is cloud-init's. */
export const base: Role = ({ declaration, host, accepted, memoryOf }) => ({
  ...emptyRole('base'),
  packages: PACKAGES,
  directories: [
    directory('/etc/flotilla'),
    SETTINGS_DIRECTORY,
    directory('/root/.ssh', { mode: '0700' }),
    directory('/etc/systemd/journald.conf.d'),
  ],
  files: [
    file(FACTS, factsScript, { mode: '0755' }),
    file(AUTHORIZED_KEYS, authorizedKeys(FACTS, accepted.keys), { mode: '0600' }),
    ...hostKeyFiles(host.name, declaration.generation),
    file('/etc/ssh/sshd_config.d/00-flotilla.conf', sshd(), {
      validate: 'sshd -t -f {}',
      notify: ['reload sshd'],
    }),
    ...upgrades(host.name, declaration),
    file('/etc/systemd/journald.conf.d/flotilla.conf', journal(), { notify: ['restart journald'] }),
    file('/etc/sysctl.d/60-flotilla.conf', kernel(), { notify: ['apply sysctls'] }),
    file(FIREWALL, firewall(), { validate: 'nft --check --file {}', notify: ['reload firewall'] }),
    file('/etc/systemd/system/flotilla-firewall.service', firewallUnit(FIREWALL), {
      notify: ['reload firewall'],
    }),
    ...swap(memoryOf(host.name)).files,
    settingsFile('base', [sshdSettings(), kernelSettings(kernel())]),
  ],
  links: [...swap(memoryOf(host.name)).links],
  validations: [{ name: 'sshd accepts its configuration', command: 'sshd -t' }],
  units: [
    { name: 'ssh.service', enabled: true, active: true },
    { name: 'flotilla-firewall.service', enabled: true, active: true },
    { name: 'systemd-timesyncd.service', enabled: true, active: true },
    { name: 'apt-daily.timer', enabled: true, active: true },
    { name: 'apt-daily-upgrade.timer', enabled: true, active: true },
  ],
  handlers: [
    { name: 'reload sshd', command: 'systemctl reload ssh.service' },
    { name: 'restart journald', command: 'systemctl restart systemd-journald.service' },
    { name: 'apply sysctls', command: 'systemctl restart systemd-sysctl.service' },
    {
      name: 'reload firewall',
      command: 'systemctl reload-or-restart flotilla-firewall.service',
    },
    ...swap(memoryOf(host.name)).handlers,
  ],
  commands: [
    {
      name: 'firewall is loaded',
      summary: 'load the firewall table again',
      check: `! systemctl is-active --quiet flotilla-firewall.service || nft list table inet flotilla >/dev/null 2>&1`,
      run: 'systemctl restart flotilla-firewall.service',
    },
    {
      name: 'metrics agent',
      summary: 'let the metrics agent ask for the metadata',
      check: `! systemctl is-active --quiet flotilla-firewall.service || ${isAgentAdmitted}`,
      run: admitAgent,
    },
    primaryName(declaration.primary.vpnAddress),
  ],
});
