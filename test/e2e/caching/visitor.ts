import { AS_PHP, addresses, DOMAIN, inCloud, onHost } from '../cluster.ts';

/** Requests a visitor makes to the caches of pages and uploads. Each file and test uses its own addresses. */
export const NAME = `caching-${Date.now()}`;
export const UPLOADS = `/srv/flotilla/uploads/${NAME}`;
let known: ReturnType<typeof addresses> | undefined;

/** A host's response, with its headers. */
export async function ask(host: string, path: string, ...options: string[]): Promise<string> {
  known ??= addresses();
  const { ipv4 = '' } = (await known)[host] ?? {};
  const url = `https://${DOMAIN}${path}`;
  const place = ['--globoff', '--path-as-is', '--connect-to', `::${ipv4}:`, url];
  return (await inCloud('curl', '-sSki', '--http1.1', '--max-time', '20', ...options, ...place)).stdout;
}
export const upload = (host: string, name: string, ...options: string[]) =>
  ask(host, `/wp-content/uploads/${NAME}/${name}`, ...options);
export const status = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
export const cache = (answer: string) => /^x-cache: (\w+)/im.exec(answer)?.[1];
export const kept = (answer: string) => /^cache-control: (.*?)\r?$/im.exec(answer)?.[1];
export const body = (answer: string) => answer.split('\r\n\r\n').slice(1).join('\r\n\r\n');
export const asPhp = (script: string) =>
  onHost('host-01', `${AS_PHP} sh <<'SCRIPT'\nset -e\n${script}\nSCRIPT`);
export const write = (name: string, text: string) =>
  asPhp(`mkdir -p "$(dirname ${UPLOADS}/${name})" && cat >${UPLOADS}/${name} <<'TEXT'\n${text}\nTEXT`);

export const CORE = '/srv/www/content/current/core';

export const removeUploads = () => onHost('host-01', `rm -rf ${UPLOADS}`);
