import type { Template } from '../../../lib/template.ts';
import { file, type Part } from '../parts.ts';
import { type Settings, settingsIn } from '../settings.ts';
import { WRITTEN } from '../shared.ts';

/** Swap holds what is never used again; it makes no room for the file cache. Readers are far away, and BBR does not take every lost packet for congestion. */
export const kernel = (): Part =>
  sysctls(
    '/etc/sysctl.d/60-flotilla.conf',
    `${WRITTEN}
# Swap is for what is never used again, not for making room for the file cache.
-vm.swappiness = 10
# Readers far away: BBR does not take every lost packet for a full line.
-net.core.default_qdisc = fq
-net.ipv4.tcp_congestion_control = bbr
`,
  );

/** A file of kernel settings. A leading dash: where a machine shares its kernel with others, a value it cannot set is no error. */
export const sysctls = (path: string, text: Template): Part => ({
  files: [
    file(path, text, {
      notify: [{ name: 'apply sysctls', command: 'systemctl restart systemd-sysctl.service' }],
    }),
  ],
  settings: [kernelSettings(text)],
});

/** A machine that shares its kernel with others cannot write these files, and their values are not promised there. */
function kernelSettings(text: Template): Settings {
  const wanted = settingsIn(text);
  const paths = Object.keys(wanted).map((name) => name.replaceAll('.', '/'));
  return {
    program: 'kernel',
    ask: `cd /proc/sys && for path in ${paths.join(' ')}; do
  [ ! -w $path ] || echo "$(echo $path | tr / .) = $(cat $path)"
done`,
    wanted,
    files: ['/etc/sysctl.d/*.conf', '/etc/sysctl.conf', '/run/sysctl.d/*.conf', '/usr/lib/sysctl.d/*.conf'],
  };
}
