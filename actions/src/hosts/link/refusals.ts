/** DigitalOcean's console needs neither SSH nor a key. */
const CONSOLE =
  "Open the droplet in DigitalOcean's control panel, choose Access, reset the root password and log in by the Recovery Console";

/** What a host says if it answers over SSH but runs no command, and the remedy. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [
    /required to change your password|password has expired|Password change required/i,
    `Its root password has expired, so SSH runs no command there. ${CONSOLE}: it asks for a new password there, and then the keys work again.`,
  ],
  [
    /account is currently not available/i,
    "The shell of root is disabled there, so SSH runs no command. Boot the droplet from the Recovery ISO (control panel, Recovery) and set root's shell in /etc/passwd back to /bin/bash.",
  ],
  [
    /Please login as the user/i,
    `cloud-init has closed root's login there. ${CONSOLE}, and remove what stands before \`ssh-ed25519\` in /root/.ssh/authorized_keys.`,
  ],
];

/** The cause and the remedy, if the output is a known one. */
export const refusalIn = (said: string): string | undefined =>
  REFUSALS.find(([pattern]) => pattern.test(said))?.[1];

/** sshd refuses a key that other hosts accept: someone changed its configuration on this host. */
export const refusedHereAlone = (host: string, address: string, other: string): string =>
  `${host} (${address}) does not accept our SSH key, though ${other} does: its sshd or root's authorized_keys was changed. ` +
  `${CONSOLE}. Remove AllowUsers, DenyUsers, AllowGroups and the like from /etc/ssh/sshd_config and sshd_config.d/ there, see that ` +
  '/root/.ssh/authorized_keys holds the deploy key of Settings > Security, and run `systemctl reload ssh`.';
