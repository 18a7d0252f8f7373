import { onHost, WEB } from '../cluster.ts';
import { ask, CORE, NAME, UPLOADS } from './visitor.ts';

const SHOWN = `${CORE}/${NAME}.php`;
/** One page that does what plugins do. */
const PLUGIN = `<?php
foreach ((array) ($_GET['send'] ?? []) as $header) {
    header($header, false);
}
http_response_code(is_file('${UPLOADS}/gone') ? (int) ($_GET['gone'] ?? 200) : 200);
echo implode(' ', [
    $_COOKIE['currency'] ?? 'USD', $_SERVER['HTTP_ACCEPT'] ?? '', $_SERVER['HTTP_HOST'], $_SERVER['SERVER_NAME'],
    $_SERVER['HTTP_X_FORWARDED_HOST'] ?? 'direct', json_encode($_GET), $_SERVER['REQUEST_URI'], hrtime(true),
]);
`;

export async function installPlugin(): Promise<void> {
  for (const host of WEB) await onHost(host, `cat >${SHOWN} <<'PHP'\n${PLUGIN}PHP`);
}

export async function removePlugin(): Promise<void> {
  for (const host of WEB) await onHost(host, `rm -f ${SHOWN}`);
}

export const plugin = (query: string, ...options: string[]) =>
  ask('host-01', `/${NAME}.php?${query}`, ...options);
