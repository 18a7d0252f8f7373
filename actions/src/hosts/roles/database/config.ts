import type { HostDeclaration } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';
import { WRITTEN } from '../shared.ts';

const SMALL_MIB = 1024;
/** What Debian takes of the primary's memory, with the VPN and the share. */
export const SYSTEM_MIB = 350;

/**
 * Half of the memory, but a quarter where the system's own 350 MiB, apt by night and the share's file cache need the
 * rest: on 1 GiB, with its caches and connections, MariaDB stays under 500 MiB.
 */
export const bufferPoolMiB = (memory: number): number =>
  Math.max(64, Math.floor(memory / (memory <= SMALL_MIB ? 4 : 2)));

export const mariadbConfig = (primary: HostDeclaration, memory: number): Template => `${WRITTEN}
[mariadbd]
bind-address = ${primary.vpnAddress}
skip-name-resolve = ON
local-infile = OFF

character-set-server = utf8mb4
collation-server = utf8mb4_unicode_520_ci

innodb_buffer_pool_size = ${bufferPoolMiB(memory)}M
key_buffer_size = 8M
aria_pagecache_buffer_size = 16M
thread_cache_size = 16
# A web host that vanished in mid-query must not keep its locks for hours.
wait_timeout = 300
# A dump is read with rows as large as any that was written, and as text that is twice as long. Nothing is set aside for it.
max_allowed_packet = 1G
`;

/**
 * The VPN's address comes with the VPN; a database that waited for it would not start while the VPN is broken. And a web
 * host that is gone gives up its locks within a minute.
 */
export const databaseNetwork = (): Template => `${WRITTEN}
net.ipv4.ip_nonlocal_bind = 1
net.ipv4.tcp_keepalive_time = 30
net.ipv4.tcp_keepalive_intvl = 10
net.ipv4.tcp_keepalive_probes = 3
`;

/** Of all on this host, the database is the last that the kernel should end for want of memory. */
export const mariadbUnit = (): Template => `${WRITTEN}
[Unit]
After=systemd-sysctl.service openvpn-server@flotilla.service

[Service]
OOMScoreAdjust=-600
Restart=on-failure
`;
