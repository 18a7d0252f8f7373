import { type Members, onHost, sql } from './members.ts';

const DATA = '/var/lib/mysql';
/** The database, and room that MariaDB does not need to start. It is a file system of its own, so nothing else fills up. */
const SMALL = '600M';

/** Waits until the database has left: it starts on the file system that is there by then. */
const moved = (members: Members, host: string, line: string): Promise<string> =>
  onHost(members, host, `systemctl stop mariadb && ${line} && systemctl start mariadb`);

/** Mounts a small file system with a copy of the database over the database. */
export const moveToSmallDisk = (members: Members, host: string): Promise<string> =>
  moved(
    members,
    host,
    `mount -t tmpfs -o size=${SMALL},mode=0755 tmpfs /mnt && chown mysql: /mnt && cp -a ${DATA}/. /mnt && mount --bind /mnt ${DATA} && umount /mnt`,
  );

export const moveBack = (members: Members, host: string): Promise<string> =>
  moved(
    members,
    host,
    `mount --bind / /mnt && rm -rf /mnt${DATA}/* && cp -a ${DATA}/. /mnt${DATA} && umount /mnt && umount ${DATA}`,
  );

/** Then writes on another host what does not fit into the tables' free pages. */
export async function fillDisk(members: Members, host: string): Promise<void> {
  await onHost(
    members,
    host,
    `fallocate --length "$(df --output=avail --block-size=1 ${DATA} | tail -n 1)" ${DATA}/full`,
  );
  const large =
    "SELECT CONCAT('flotilla_large_', seq), REPEAT('x', 1000000), 'no' FROM wordpress.seq_1_to_16";
  await sql(
    members,
    members.web[0] ?? '',
    `INSERT INTO wordpress.wp_options (option_name, option_value, autoload) ${large}`,
  );
}

export async function freeDisk(members: Members, host: string): Promise<void> {
  await onHost(members, host, `rm -f ${DATA}/full`);
  await sql(
    members,
    members.web[0] ?? '',
    "DELETE FROM wordpress.wp_options WHERE option_name LIKE 'flotilla_large_%'",
  );
}
