import type { RoleContext } from '../../model/role.ts';
import { UPLOADS_PORT } from '../shared.ts';
import { textOf } from '../texts.ts';

/** Values of the holes in `uploads.conf`. */
type Holes = Readonly<Record<'others' | 'listen' | 'never' | 'ifMissing' | 'refused' | 'elsewhere', string>>;

export const NOWHERE_ELSE: Holes = {
  ...{ others: '', listen: '', never: '', ifMissing: '', elsewhere: '' },
  refused: '@missing',
};

/**
 * A file that has not arrived yet comes from another web host, so an upload is visible through every host at once. The host
 * that has the file decides whether it may be sent.
 */
export function onOtherHosts({ host, declaration }: RoleContext): Holes {
  const others = declaration.web.filter(({ name }) => name !== host.name);
  const hasOthers = others.length > 0;
  return {
    others: hasOthers ? upstream(others.map(({ vpnAddress }) => vpnAddress)) : '',
    listen: `\n\t\tlisten ${host.vpnAddress}:${UPLOADS_PORT};`,
    never: NEVER,
    ifMissing: '\n\t\t\tauth_request_set $missing $upstream_http_x_missing;\n\t\t\trecursive_error_pages on;',
    refused: hasOthers ? '@elsewhere' : '@missing',
    elsewhere: hasOthers ? `\n${textOf('web/elsewhere.conf').trimEnd()}` : '',
  };
}

/** Hosts ask each other without the nginx that serves visitors, so its refusals are here too. */
const NEVER = `
			# Syncthing's own files, what it keeps of deleted files, and the copies that lost a conflict.
			location ~* (/\\.|\\.sync-conflict-|\\.(php\\d?|phtml|phar)(/|$)) {
				return 404;
			}`;

const upstream = (
  addresses: readonly string[],
): string => `	# Asks for a missing file only on behalf of visitors, never of another host: that one asks all hosts itself.
	map $server_port|$missing $ask_others {
		default '';
		'|1' 1;
	}
	upstream elsewhere {
${addresses.map((address) => `\t\tserver ${address}:${UPLOADS_PORT} max_fails=1 fail_timeout=15s;`).join('\n')}
	}

`;
