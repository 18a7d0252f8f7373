import type { Settings } from '../settings.ts';
import { settingsIn } from '../settings.ts';
import { sshd } from './ssh.ts';

// A login from anywhere, since a Match block may hold for some.
const LOGIN = 'user=root,host=example.com,addr=192.0.2.1';

export const sshdSettings = (): Settings => ({
  program: 'sshd',
  ask: `sshd -T -C ${LOGIN}`,
  wanted: settingsIn(sshd()),
  files: ['/etc/ssh/sshd_config.d/*.conf', '/etc/ssh/sshd_config'],
});

/** Where a machine shares its kernel with others, it cannot write these files and does not promise their values. */
export const kernelSettings = (text: string): Settings => {
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
};
