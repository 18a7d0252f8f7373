import { z } from 'zod';
import type { Declaration } from '../../../declaration/declaration.ts';
import { secret, type Template } from '../../../lib/template.ts';
import { parseJson } from '../../link/program.ts';
import type { Facts } from '../../model/facts.ts';
import { file, type PartCommand, type PartFile } from '../parts.ts';
import { CONTENT_HISTORY, CONTENT_LIVE, SITE_SEEN, SITE_WANTED } from '../shared.ts';
import { textOf } from '../texts.ts';
import { siteUrl } from './config.ts';

/** The administrator's first password. */
export const ADMIN_PASSWORD = 'wordpress-admin-password';

const SITE_PHP = '/usr/local/lib/flotilla/site.php';
/** The exit status of site.php if the database does not respond, which other items report. */
const SITE_UNKNOWN = 2;

/** The program behind the guarded command below, and the data that it reads: a title may contain any character. */
export const siteFiles = (declaration: Declaration): readonly PartFile[] => [
  file(SITE_PHP, textOf('wordpress/site.php', { SITE_UNKNOWN, SITE_WANTED }), { validate: 'php -l {}' }),
  file(SITE_WANTED, siteWanted(declaration)),
];

const siteWanted = (declaration: Declaration): Template => {
  const { title, admin } = declaration.wordpress;
  const also = declaration.meanwhile?.serves;
  return `${JSON.stringify({ url: siteUrl(declaration), also, title, admin }, null, 2)}\n`;
};

const servedSchema = z.object({ url: z.url(), also: z.array(z.string()).default([]) });

/** The names under which a host serves the site, as last applied; undefined before the first apply. */
export function sitesOn(facts: Pick<Facts, 'manifest'> | undefined): readonly string[] | undefined {
  const text = facts?.manifest?.roles.wordpress?.files[SITE_WANTED]?.text;
  const wanted = servedSchema.safeParse(text === undefined ? undefined : parseJson(text)).data;
  return wanted && [new URL(wanted.url).hostname, ...wanted.also];
}

/** WordPress runs as its usual user, so its plugins do not run as root. */
const run = (mode: string): string =>
  `setpriv --reuid=www-data --regid=www-data --init-groups --no-new-privs \
php -d default_socket_timeout=3 -d display_errors=stderr ${SITE_PHP} ${mode}`;

/** A host that has seen the site never installs one: a database without it has lost it. */
const MODE = `"$(test -e ${SITE_SEEN} && echo upgrade || echo install)"`;
/**
 * Apply switches back a release that an interrupted sync made live, so that release must not upgrade the tables. The sync
 * that makes it live again dumps the database first.
 */
const UNPROVEN = `{ test -e ${CONTENT_HISTORY} && \
! head -n 1 ${CONTENT_HISTORY} | grep -q "^$(basename "$(readlink ${CONTENT_LIVE})") "; }`;
/** Either end of the tunnel may have just started. */
const PATIENCE_SECONDS = 30;

/** The password has no generation: after the installation the account belongs to a person, who changes it in WordPress. */
export const ensureSite = (declaration: Declaration): PartCommand => ({
  name: 'site',
  summary: `install WordPress at ${siteUrl(declaration)}, or bring its database up to the version that is served`,
  check: `test -e ${SITE_SEEN} && { ${UNPROVEN} || ${run('check')} >/dev/null 2>&1 || test $? -eq ${SITE_UNKNOWN}; }`,
  run: `for _ in $(seq ${PATIENCE_SECONDS}); do
  status=0
  ${run(MODE)} <<'PASSWORD' || status=$?
${secret(ADMIN_PASSWORD)}
PASSWORD
  test "$status" -eq ${SITE_UNKNOWN} || break
  sleep 1
done
test "$status" -eq 0 && touch ${SITE_SEEN}
`,
});
