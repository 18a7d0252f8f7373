import { request } from 'node:https';
import type { PeerCertificate, TLSSocket } from 'node:tls';

/** What one host answered for the site. */
export interface Served {
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
  readonly path?: string | undefined;
  /** SHA-256 (hex) of a self-signed placeholder that is accepted too; anything else must verify against the system's roots. */
  readonly placeholder?: string | undefined;
  readonly timeoutMs: number;
}

export type AskForSite = (question: SiteQuestion) => Promise<Served>;

/** Asks one host for the site's front page over HTTPS, the certificate verified. Rejects with what is wrong. */
export function askForSite(question: SiteQuestion): Promise<Served> {
  const { domain, address, path = '/', placeholder, timeoutMs } = question;
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: address,
        path,
        servername: domain,
        headers: { host: domain, 'user-agent': 'flotilla-verify', accept: 'text/html' },
        rejectUnauthorized: placeholder === undefined,
        agent: false,
        signal: AbortSignal.timeout(timeoutMs),
      },
      (answer) => {
        // Read here: the socket forgets its peer's certificate once the response has ended.
        const socket = answer.socket as TLSSocket;
        const certificate = fingerprintOf(socket.getPeerCertificate());
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          if (!socket.authorized && certificate !== placeholder) {
            return reject(
              new Error(`serves a certificate that is neither valid nor the host's own placeholder`),
            );
          }
          const page = Buffer.concat(chunks).toString('utf8');
          resolve({
            status: answer.statusCode ?? 0,
            title: titleOf(page),
            whole: /<\/html>\s*$/i.test(page),
            release: answer.headers['x-release']?.toString(),
            certificate,
          });
        });
      },
    );
    call.on('error', reject);
    call.end();
  });
}

const fingerprintOf = (certificate: PeerCertificate): string =>
  (certificate.fingerprint256 ?? '').replaceAll(':', '').toLowerCase();

const titleOf = (html: string): string => /<title>([^<]*)<\/title>/i.exec(html)?.[1]?.trim() ?? '';
