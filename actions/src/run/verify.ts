import type { IncomingMessage } from 'node:http';
import { get, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { decodeNamedCharacterReference } from 'decode-named-character-reference';
import { decodeNumericCharacterReference } from 'micromark-util-decode-numeric-character-reference';

/** What one host answered for the site. */
interface Served {
  readonly status: number;
  readonly title: string;
  /** Whether the page is there to its end. */
  readonly whole: boolean;
  /** Release of the content that rendered it; absent where PHP did not. */
  readonly release: string | undefined;
  /** SHA-256 of the certificate, hex. */
  readonly certificate: string;
}

export interface SiteQuestion {
  readonly domain: string;
  /** The host's own IPv4 or IPv6 address: the name is not resolved. */
  readonly address: string;
  /** Path and query; the front page when absent. */
  readonly path?: string;
  /** SHA-256 (hex) of a self-signed placeholder that is accepted too; anything else must verify against the system's roots. */
  readonly placeholder?: string;
  readonly timeoutMs: number;
}

export type AskForSite = (question: SiteQuestion) => Promise<Served>;

/** Asks one host for the site's front page over HTTPS, the certificate verified. Rejects with what is wrong. */
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
  // First of all: the socket forgets its peer's certificate once the response has ended.
  const socket = answer.socket as TLSSocket;
  const certificate = fingerprintOf(socket.getPeerCertificate());
  const page = await text(answer);
  if (!socket.authorized && certificate !== placeholder)
    throw new Error(`serves a certificate that is neither valid nor the host's own placeholder`);
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
