export const SUITE = 'trixie';

/** What DigitalOcean's debian-13-x64 brings. No libpam-systemd: its logins stall in a container. */
export const BARE_PACKAGES: readonly string[] = [
  ...['systemd', 'systemd-sysv', 'systemd-resolved', 'dbus', 'openssh-server', 'cloud-init', 'netplan.io'],
  ...['python3', 'ca-certificates', 'curl', 'openssl', 'rsync', 'nftables', 'iproute2', 'iputils-ping'],
  ...['procps', 'kmod', 'sudo', 'less', 'tzdata', 'logrotate', 'apt-utils', 'xz-utils'],
  // The edge: carries the stand-in of NFS.
  ...['sshfs', 'openssh-sftp-server'],
];

/** What the roles install; the `ready` image has it, the local mirror of Debian serves it. */
export const ROLE_PACKAGES: readonly string[] = [
  ...['openvpn', 'wireguard-tools', 'wireguard-go', 'syncthing', 'haproxy'],
  ...['mariadb-server', 'mariadb-client', 'galera-4', 'mariadb-backup', 'socat'],
  ...['nfs-kernel-server', 'nfs-common'],
  ...['nginx', 'libnginx-mod-http-brotli-filter', 'libnginx-mod-http-brotli-static'],
  ...['php8.4-fpm', 'php8.4-cli', 'php8.4-mysql', 'php8.4-gd', 'php8.4-xml', 'php8.4-mbstring'],
  ...[
    'php8.4-curl',
    'php8.4-intl',
    'php8.4-zip',
    'php8.4-opcache',
    'unattended-upgrades',
    'systemd-timesyncd',
  ],
  ...['php8.4-bcmath', 'php8.4-imagick', 'php8.4-soap', 'ghostscript', 'fonts-dejavu-core'],
  ...['postfix', 'libsasl2-modules', 'msmtp'],
];

/** In the mirror only, for a test that declares one more extension. */
export const MIRROR_PACKAGES: readonly string[] = ['php8.4-bz2'];

/** Debian splits what wordpress.org ships in one tree into these; the tree links from one to the others. */
export const WORDPRESS_PACKAGES: readonly string[] = [
  ...['wordpress', 'wordpress-theme-twentytwentyfive', 'php-getid3'],
  ...['libjs-cropper', 'libjs-lodash', 'libjs-underscore'],
];
