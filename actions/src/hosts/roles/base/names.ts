import type { GuardedCommand } from '../../model/role.ts';

/** cloud-init writes /etc/hosts anew from its template at every boot where `manage_etc_hosts` is on, as at DigitalOcean. */
const FILES = '/etc/hosts /etc/cloud/templates/hosts.debian.tmpl';

/**
 * Lets people on a host say `primary.vpn`. An edit and no file of ours: the rest of /etc/hosts is cloud-init's.
 * Written in place, since /etc/hosts may be a mount of its own.
 */
export const primaryName = (address: string): GuardedCommand => ({
  name: 'primary.vpn',
  summary: `name ${address} primary.vpn in /etc/hosts`,
  check: `for file in ${FILES}; do
  test ! -f "$file" || test "$(grep -w 'primary\\.vpn' "$file")" = '${address} primary.vpn' || exit 1
done`,
  run: `set -eu
for file in ${FILES}; do
  test -f "$file" || continue
  others=$(sed '/[[:space:]]primary\\.vpn$/d' "$file")
  printf '%s\\n%s\\n' "$others" '${address} primary.vpn' >"$file"
done
`,
});
