import { expect, it } from 'vitest';
import { observe, program, put, useHost, usePrograms } from './observing.ts';

useHost();
usePrograms();

const UUID = '7c1b4a52-cb6d-11f0-8a5e-0a1b2c3d4e5f';
const OTHER = '91d0e1aa-cb6d-11f0-8a5e-0a1b2c3d4e5f';

/** A process that shows this argument, as MariaDB does while it starts, and what waits for the others before. */
const starting = (state: string, uuid: string, pid: 'MainPID' | 'ControlPID' = 'MainPID'): string =>
  `case "$*" in "show mariadb.service"*)
  sh -c 'sleep 2; :' mariadbd --wsrep_start_position=${uuid}:8 >/dev/null 2>&1 &
  printf 'ActiveState=${state}\\n${pid === 'MainPID' ? 'ControlPID' : 'MainPID'}=0\\n${pid}=%s\\n' $!; sleep 0.3 ;;
esac`;

it.each<[string, number, string, number | null]>([
  ['of one that stopped in an orderly way, from its state file', 7, starting('inactive', UUID), 7],
  ['of one that crashed and is starting, from its tables', -1, starting('activating', UUID), 8],
  ['of one that waits for the others', -1, starting('activating', UUID, 'ControlPID'), 8],
  [
    'of one that crashed and hangs, unknown: it was ready and may have more',
    -1,
    starting('active', UUID),
    null,
  ],
  ['of one that starts with another history, unknown', -1, starting('activating', OTHER), null],
])('the last change %s', async (_, seqno, systemctl, position) => {
  program('setpriv', `printf 'uuid:    ${UUID}\\nseqno:   ${seqno}\\nsafe_to_bootstrap: 0\\n'`);
  program('mariadb', 'exit 1');
  program('systemctl', systemctl);
  put('/var/lib/mysql/grastate.dat', '');
  expect((await observe()).galera).toMatchObject({ hasData: true, uuid: UUID, position });
});
