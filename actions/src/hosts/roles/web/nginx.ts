import type { Declaration, Hsts } from '../../../declaration/declaration.ts';
import { answeredNames, type Redirect, redirects, siteNames } from '../../../declaration/site-names.ts';
import type { Template } from '../../../lib/template.ts';
import type { Handler, RoleContext } from '../../model/role.ts';
import { type Distribution, distributionOn } from '../distribution.ts';
import { directory, file, type Part, type PartFile, running } from '../parts.ts';
import { ACCEPTED, type Settings, unlessRefused } from '../settings.ts';
import { WRITTEN } from '../shared.ts';
import { textOf } from '../texts.ts';
import { FORGED_HEADERS, pageCache } from './page-cache.ts';
import { requestMiB } from './php.ts';
import { membersPool, type Pool, VISITORS } from './pool.ts';
import { reloadUploads } from './uploads.ts';

const NGINX = '/etc/nginx';
/** Server-level snippets of the user, from `cluster/nginx/`. */
const SNIPPETS = `${NGINX}/flotilla.d`;

export const reloadNginx: Handler = { name: 'reload nginx', command: 'systemctl reload nginx.service' };

/** The nginx that serves visitors. */
export function nginx(context: RoleContext): Part {
  const files = nginxFiles(context.declaration, distributionOn(context));
  const paths = files.map(({ path }) => path);
  return {
    packages: ['nginx', 'libnginx-mod-http-brotli-filter'],
    directories: [directory(SNIPPETS), directory('/var/cache/nginx')],
    files,
    absent: [{ path: `${NGINX}/sites-enabled/default`, notify: [reloadNginx] }],
    validations: [{ name: 'nginx accepts its configuration', command: 'nginx -t' }],
    units: running('nginx.service'),
    settings: [nginxSettings(paths, answeredNames(context.declaration))],
  };
}

const nginxFiles = (declaration: Declaration, distribution: Distribution): readonly PartFile[] => {
  const { https, php, snippets } = declaration;
  const config = (name: string, text: Template, before: readonly Handler[] = []): PartFile =>
    file(`${NGINX}/${name}`, text, { notify: [...before, reloadNginx] });
  const main = textOf('web/nginx.conf', { requestMiB: requestMiB(php), pageCache: pageCache() });
  return [
    config('nginx.conf', main),
    config('flotilla/types.conf', textOf('web/types.conf'), [reloadUploads]),
    config('flotilla/tls.conf', textOf('web/tls.conf', { groups: distribution.groups.join(':') })),
    config('flotilla/hsts.conf', hsts(https.hsts)),
    config('flotilla/fastcgi.conf', fastcgi(VISITORS)),
    config('flotilla/members.conf', fastcgi(membersPool(php))),
    config('sites-enabled/flotilla.conf', site(declaration, distribution)),
    ...snippets.map(({ name, text }) => file(`${SNIPPETS}/${name}`, text, { notify: [reloadNginx] })),
  ];
};

const hsts = ({ maxAge, subdomains, preload }: Hsts): Template => {
  const words = [
    `max-age=${maxAge}`,
    ...(subdomains ? ['includeSubDomains'] : []),
    ...(preload ? ['preload'] : []),
  ];
  return `${WRITTEN}\nadd_header Strict-Transport-Security '${words.join('; ')}' always;\n`;
};

const fastcgi = ({ socket, seconds }: Pool): Template => {
  const forgedHeaders = FORGED_HEADERS.map((name) => `fastcgi_param HTTP_${name} '' if_not_empty;`).join(
    '\n',
  );
  return textOf('web/fastcgi.conf', { socket, timeout: seconds + 5, forgedHeaders });
};

const site = (declaration: Declaration, { http2 }: Distribution): Template =>
  textOf('web/site.conf', {
    names: siteNames(declaration).join(' '),
    https: httpsListeners(http2),
    toHttps: toHttps(declaration).join('\n'),
    redirects: redirects(declaration)
      .map((redirect) => redirectServer(redirect, http2))
      .join('\n'),
  });

/** Each name leads over HTTP to the name that it leads to over HTTPS, in one redirect. */
function toHttps(declaration: Declaration): string[] {
  const all = [...siteNames(declaration).map((to) => ({ from: to, to })), ...redirects(declaration)];
  return [...new Set(all.map(({ to }) => to))].map(
    (to) => `server {
	listen 80;
	listen [::]:80;
	server_name ${all.flatMap((one) => (one.to === to ? one.from : [])).join(' ')};
	return 301 https://${to}$request_uri;
}
`,
  );
}

/** Browsers must ask again: one that kept the redirect permanently would loop once the site moves back. */
const redirectServer = ({ from, to }: Redirect, http2: Distribution['http2']): string => `server {
${httpsListeners(http2)}
	server_name ${from.join(' ')};
	add_header Cache-Control no-cache always;
	include /etc/nginx/flotilla/hsts.conf;
	return 301 https://${to}$request_uri;
}
`;

const httpsListeners = (http2: Distribution['http2']): string => {
  const word = http2 === 'listen' ? ' http2' : '';
  const directive = http2 === 'directive' ? '\n\thttp2 on;' : '';
  return `	listen 443 ssl${word};
	listen [::]:443 ssl${word};${directive}`;
};

/** Whether nginx loads our files, and whether it uses our servers: of two with the same name it ignores the later. */
const nginxSettings = (files: readonly string[], names: readonly string[]): Settings => ({
  program: 'nginx',
  ask: unlessRefused(
    'nginx -T',
    `loaded=$(echo "$said" | sed -n 's/^# configuration file \\(.*\\):$/\\1/p')
for file in ${files.join(' ')}; do
  echo "$loaded" | grep -qxF $file || echo "$file = not loaded"
done
for name in $(echo "$said" | sed -n 's/.*conflicting server name "\\([^"]*\\)".*/\\1/p' | sort -u); do
  echo "server_name/$name = also in $(grep -lwF -e "$name" $loaded | grep -v flotilla | head -n 1)"
done`,
  ),
  wanted: {
    ...ACCEPTED,
    ...Object.fromEntries(files.map((path) => [path, 'loaded'])),
    ...Object.fromEntries(names.map((name) => [`server_name/${name}`, 'ours alone'])),
  },
  files: ['/etc/nginx/sites-enabled/*', '/etc/nginx/conf.d/*'],
});
