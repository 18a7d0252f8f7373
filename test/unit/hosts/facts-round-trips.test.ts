import { expect, it } from 'vitest';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { emptyEntry } from '../../../actions/src/hosts/model/manifest.ts';
import { MESH_CONFIG } from '../../../actions/src/hosts/roles/shared.ts';
import { declaration, fileAt, rolesOn } from '../roles/cluster.ts';
import { applied, observe, program, put, useHost, usePrograms } from './observing.ts';

useHost();
usePrograms();

const CLUSTERED: Declaration = {
  ...declaration,
  database: { ...declaration.database, topology: 'cluster', members: ['sql', 'host-01', 'host-02'] },
};
const roundTrips = async () => (await observe()).health?.roundTripsMs;

it('are measured to every peer in the configuration that was applied', async () => {
  const config = fileAt(MESH_CONFIG, rolesOn('host-01', CLUSTERED)).content;
  const mesh = { ...emptyEntry, files: { [MESH_CONFIG]: applied(config) } };
  put('/var/lib/flotilla/manifest.json', JSON.stringify({ version: 1, roles: { mesh } }));
  program(
    'ping',
    `for to; do :; done
case $to in
  10.8.0.1) for ms in 90.1 70.3 81; do echo "64 bytes from $to: icmp_seq=1 ttl=64 time=$ms ms"; done ;;
  *) exit 1 ;;
esac`,
  );
  expect(await roundTrips()).toEqual({ sql: 70.3, 'host-02': null });
});

it('are empty on a host without a mesh', async () => expect(await roundTrips()).toEqual({}));
