import { type Members, onHost, sql } from './members.ts';

const DATA = '/var/lib/mysql';
/** The database, and room that MariaDB does not need to start. It is a file system of its own, so nothing else fills up. */
const SMALL = '450M';
/** New, so that it has no free pages. */
const TABLE = 'wordpress.flotilla_large';

/** Waits until the database has left: it starts on the file system that is there by then. */
const moved = (members: Members, host: string, line: string): Promise<string> =>
  onHost(members, host, `systemctl stop mariadb && ${line} && systemctl start mariadb`);

/** Mounts a small file system with a copy of the database over the database. */
export async function moveToSmallDisk(members: Members, host: string): Promise<void> {
  await sql(members, host, `CREATE TABLE IF NOT EXISTS ${TABLE} (id INT PRIMARY KEY, text LONGTEXT)`);
  await moved(
    members,
    host,
    `mount -t tmpfs -o size=${SMALL},mode=0755 tmpfs /mnt && chown mysql: /mnt && cp -a ${DATA}/. /mnt && mount --bind /mnt ${DATA} && umount /mnt`,
  );
}

export async function moveBack(members: Members, host: string): Promise<void> {
  await sql(members, host, `DROP TABLE IF EXISTS ${TABLE}`);
  await moved(
    members,
    host,
    `mount --bind / /mnt && rm -rf /mnt${DATA}/* && cp -a ${DATA}/. /mnt${DATA} && umount /mnt && umount ${DATA}`,
  );
}

/** Fills it within seconds, 50 MiB in each, until nothing is left. */
export async function fillDisk(members: Members, host: string): Promise<void> {
  const fill = `n=0; while fallocate --length 5M ${DATA}/full-$((n += 1)); do sleep 0.1; done`;
  const rest = `fallocate --length "$(df --output=avail --block-size=1 ${DATA} | tail -n 1)" ${DATA}/full-0`;
  await onHost(members, host, `${fill}; ${rest}`);
}

/** Writes through one host what needs room on all. */
export async function needRoom(members: Members, host: string): Promise<void> {
  // Small statements: the others wait for a large one even if nothing is broken.
  const statements = Array.from(
    { length: 24 },
    (_, number) => `INSERT INTO ${TABLE} VALUES (${number}, REPEAT('x', 500000))`,
  );
  await sql(members, host, statements.join('; '));
}

export const freeDisk = (members: Members, host: string): Promise<string> =>
  onHost(members, host, `rm -f ${DATA}/full-*`);
