import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { Translate } from './translate.ts';

/** Only between two hosts (RFC 9110, 7.6.1), or recomputed. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'content-length',
];

/** They would make a browser require HTTPS at an address that has none. */
const HTTPS_ONLY = ['strict-transport-security', 'content-security-policy', 'alt-svc'];

/** The headers to the site's host: as if the browser had requested the site's own name, and without compression. */
export const upstreamHeaders = (
  headers: IncomingHttpHeaders,
  domain: string,
  translate: Translate,
  length: number,
): OutgoingHttpHeaders => ({
  ...translated(without(headers, HOP_BY_HOP), translate),
  host: domain,
  'accept-encoding': 'identity',
  ...(length > 0 && { 'content-length': length }),
});

/** The headers to the browser. */
export function downstreamHeaders(headers: IncomingHttpHeaders, translate: Translate): OutgoingHttpHeaders {
  const { 'set-cookie': cookies = [], ...others } = without(headers, [...HOP_BY_HOP, ...HTTPS_ONLY]);
  return {
    ...translated(others, translate),
    ...(cookies.length > 0 && { 'set-cookie': [...cookies].map(localCookie) }),
  };
}

/** A cookie that a browser accepts from 127.0.0.1 without HTTPS, and sends back. */
const localCookie = (cookie: string): string =>
  cookie.replace(/;\s*(secure|domain=[^;]*|samesite=none)(?=;|$)/gi, '');

const without = (headers: IncomingHttpHeaders, names: readonly string[]): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));

const translated = (headers: IncomingHttpHeaders, translate: Translate): OutgoingHttpHeaders =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? translate(value) : value,
    ]),
  );
