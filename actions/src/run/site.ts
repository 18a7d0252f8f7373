import type { IncomingMessage } from 'node:http';
import { get, type RequestOptions } from 'node:https';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { decodeNamedCharacterReference } from 'decode-named-character-reference';
import { decodeNumericCharacterReference } from 'micromark-util-decode-numeric-character-reference';

/** A host's response for the site. */
interface Served {
  readonly status: number;
  readonly title: string;
  /** Whether the page is complete. */
  readonly whole: boolean;
  /** Release of the content that rendered it; absent when PHP did not. */
  readonly release: string | undefined;
  /** SHA-256 of the certificate, hex. */
  readonly certificate: string;
}

interface SiteQuestion {
  readonly domain: string;
  /** The host's own IPv4 or IPv6 address: the name is not resolved. */
  readonly address: string;
  /** Path and query; the front page when absent. */
  readonly path?: string;
  /** SHA-256 (hex) of a self-signed placeholder that is accepted too; any other certificate must verify against the system's roots. */
  readonly placeholder?: string;
  readonly timeoutMs: number;
}

export type AskForSite = (question: SiteQuestion) => Promise<Served>;

/** A certificate that browsers would reject. */
class BadCertificate extends Error {
  override readonly name = 'BadCertificate';
}

/** Requests a page of the site from one host over HTTPS and verifies the certificate. */
export const askForSite: AskForSite = (question) =>
  new Promise((resolve, reject) => {
    get(requestOf(question), (answer) => {
      read(answer, question.placeholder).then(resolve, reject);
    }).on('error', reject);
  });

const requestOf = ({
  domain,
  address,
  path = '/',
  placeholder,
  timeoutMs,
}: SiteQuestion): RequestOptions => ({
  host: address,
  path,
  servername: domain,
  headers: { host: domain, 'user-agent': 'flotilla-verify', accept: 'text/html' },
  rejectUnauthorized: placeholder === undefined,
  agent: false,
  signal: AbortSignal.timeout(timeoutMs),
});

async function read(answer: IncomingMessage, placeholder: string | undefined): Promise<Served> {
  // Read this first: the socket drops its peer's certificate once the response has ended.
  const socket = answer.socket as TLSSocket;
  const certificate = fingerprintOf(socket.getPeerCertificate());
  const page = await text(answer);
  if (!socket.authorized && certificate !== placeholder)
    throw new BadCertificate(`serves a certificate that is neither valid nor the host's own placeholder`);
  return {
    status: answer.statusCode ?? 0,
    title: titleOf(page),
    whole: /<\/html>\s*$/i.test(page),
    release: answer.headers['x-release']?.toString(),
    certificate,
  };
}

const fingerprintOf = (certificate: PeerCertificate): string =>
  (certificate.fingerprint256 ?? '').replaceAll(':', '').toLowerCase();

/** The text of a page's title: WordPress writes `Harbour &amp; Söhne` for "Harbour & Söhne". */
export const titleOf = (html: string): string =>
  (/<title>([^<]*)<\/title>/i.exec(html)?.[1]?.trim() ?? '').replace(
    /&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi,
    (reference, hexadecimal?: string, decimal?: string, name = '') => {
      if (hexadecimal !== undefined) return decodeNumericCharacterReference(hexadecimal, 16);
      if (decimal !== undefined) return decodeNumericCharacterReference(decimal, 10);
      return decodeNamedCharacterReference(name) || reference;
    },
  );

/** OpenSSL's codes for a certificate that it does not accept, and Node's for one of another name. */
const CERTIFICATE_CODE = /CERT|^UNABLE_TO_|^INVALID_(CA|PURPOSE)$|^HOSTNAME_MISMATCH$/;

/** Whether a request failed because of the certificate. */
export const isCertificateError = (error: unknown): boolean =>
  error instanceof BadCertificate || CERTIFICATE_CODE.test((error as NodeJS.ErrnoException).code ?? '');

/** The system's codes for an address family without an address or a route on this machine. */
const LOCAL = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ENETDOWN', 'ENETUNREACH']);
/** Routers on the way cause these too. They are local only while no interface here has an address of the family. */
const PERHAPS_LOCAL = new Set(['EACCES', 'EHOSTUNREACH', 'EINVAL', 'EPERM']);

type Family = 'IPv4' | 'IPv6';

/**
 * Whether a connection failed because this machine has no route to the address, which says nothing about the host.
 * GitHub's runners have no IPv6, for example, and the error code depends on how IPv6 was switched off.
 */
export function hasNoRoute(error: unknown, address: string, hasFamily = hasAddressOf): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  const family = address.includes(':') ? 'IPv6' : 'IPv4';
  return LOCAL.has(code) || (PERHAPS_LOCAL.has(code) && !hasFamily(family));
}

/** Link-local addresses do not count: they are not routed. */
const hasAddressOf = (family: Family): boolean =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .some((one) => one.family === family && !one.internal && !/^fe[89ab]/i.test(one.address));
