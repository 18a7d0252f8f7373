import { allHosts } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';
import type { RoleContext } from '../../model/role.ts';
import { identityOf } from '../peers.ts';
import { textOf } from '../texts.ts';
import { folderOf } from './folder.ts';
import { SYNC_CONFIG, SYNCTHING } from './identity.ts';

export { SYNC_CONFIG };

/** The other hosts by device ID, each at its address in the mesh. Syncthing adds the host itself. */
export const syncConfig = (context: RoleContext): Template => {
  const { host, declaration } = context;
  const others = allHosts(declaration).filter(({ name }) => name !== host.name);
  const devices = others.map(({ name, vpnAddress }) => ({
    name,
    vpnAddress,
    id: identityOf(name, SYNCTHING, context),
  }));
  return textOf('sync/syncthing.xml', {
    address: host.vpnAddress,
    folder: folderOf(context),
    members: devices.map(({ id }) => `\n\t\t<device id="${id}"/>`).join(''),
    devices: devices.map(device).join('\n'),
  });
};

const device = ({ name, vpnAddress, id }: { name: string; vpnAddress: string; id: Template }): Template =>
  `	<device id="${id}" name="${name}" compression="metadata" introducer="false">
		<address>tcp://${vpnAddress}:22000</address>
		<autoAcceptFolders>false</autoAcceptFolders>
	</device>`;
