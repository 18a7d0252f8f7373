import { type Members, onHost } from './members.ts';

const FOLDER = '/var/backups/flotilla';

/** The hosts that have a nightly dump after each of these has asked whether it is due. */
export async function dumpedOn(members: Members, hosts: readonly string[]): Promise<string[]> {
  const ask = `rm -f ${FOLDER}/*.sql.gz; systemctl start flotilla-backup.service; ls ${FOLDER} | grep -c '^wordpress-.*sql.gz$' || true`;
  const counts = await Promise.all(
    hosts.map(async (host) => ({ host, dumps: await onHost(members, host, ask) })),
  );
  return counts.filter(({ dumps }) => dumps !== '0').map(({ host }) => host);
}
