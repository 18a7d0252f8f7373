import { rmSync, writeFileSync } from 'node:fs';
import type { OutgoingHttpHeaders } from 'node:http2';
import { addresses, DOMAIN, inCloud, onHost } from '../../cluster.ts';
import { CORE, NAME } from '../visitor.ts';

/** An attacker's request, as bytes or HTTP/2 headers, and the address that an innocent visitor requests next. */
export interface Attack {
  readonly bytes?: string;
  readonly http2?: OutgoingHttpHeaders;
  readonly victim: string;
}
export interface Answer {
  readonly status: number;
  readonly cache: string | undefined;
  readonly location: string | undefined;
  readonly body: string;
}
export interface Seen {
  readonly attacker: Answer;
  readonly next: Answer;
}
export type Attacks = Readonly<Record<string, Attack>>;

/** The text that an attacker tries to leave in another visitor's page. */
export const EVIL = 'evil.example';

export const get = (target: string, ...headers: readonly string[]): string =>
  ['GET', target, 'HTTP/1.1\r\nHost:', DOMAIN].join(' ') + rest(headers);
export const request = (line: string, ...headers: readonly string[]): string => line + rest(headers);
const rest = (headers: readonly string[]): string =>
  ['', 'Accept: text/html', ...headers, 'Connection: close', '', ''].join('\r\n');

/** Shows everything that a plugin can learn from a request. */
const PROBE = `<?php
isset($_GET['vary']) && header('Vary: ' . $_GET['vary']);
isset($_SERVER['HTTP_X_BREAK']) && http_response_code((int) $_SERVER['HTTP_X_BREAK']);
$seen = array_filter($_SERVER, static fn ($name) => preg_match('/^(HTTP|REQUEST|QUERY|SERVER_NAME|PATH)/', $name), ARRAY_FILTER_USE_KEY);
unset($seen['REQUEST_TIME'], $seen['REQUEST_TIME_FLOAT']);
echo json_encode([$seen, $_GET, $_POST, $_COOKIE], JSON_INVALID_UTF8_SUBSTITUTE);
`;
const FILE = `${CORE}/${NAME}-attacked.php`;
const HOST = 'host-01';
export const installProbe = () => onHost(HOST, `cat >${FILE} <<'PHP'\n${PROBE}PHP`);
export const removeProbe = () => onHost(HOST, `rm -f ${FILE}`);

/** The bytes of an attack on an address of the probe. */
export type Bytes = (path: string) => string;
/** Each attack with its own address. */
export const named = (attacks: Readonly<Record<string, Bytes>>): Attacks =>
  Object.fromEntries(
    Object.entries(attacks).map(([name, bytes]) => [name, withVictim((path) => ({ bytes: bytes(path) }))]),
  );
export function withVictim(make: (path: string) => Omit<Attack, 'victim'>): Attack {
  const victim = probe();
  return { victim, ...make(victim) };
}

let pages = 0;
/** An address of the probe that no other attack uses. */
export const probe = (query = ''): string => {
  pages += 1;
  return `/${NAME}-attacked.php?n=${pages}n${query}`;
};
/** The probe's page without the parts that depend on address or client, to compare the pages of two visitors. */
export const comparable = ({ status, body }: Answer): string =>
  `${status} ${body.replaceAll(/"HTTP_(?!HOST)\w+":"(\\.|[^"\\])*",/g, '').replaceAll(/\d+n\b/g, 'n')}`;

export async function attack(attacks: Attacks): Promise<Record<string, Seen>> {
  const file = `.cloud/attacks-${process.pid}.json`;
  writeFileSync(file, JSON.stringify(attacks));
  const { ipv4 = '' } = (await addresses())[HOST] ?? {};
  const script = 'test/e2e/caching/attacks/attacker.ts';
  const { code, stdout, stderr } = await inCloud('node', '--import', 'tsx', script, DOMAIN, ipv4, file);
  rmSync(file);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
