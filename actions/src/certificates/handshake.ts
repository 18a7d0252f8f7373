import { connect } from 'node:tls';
import { type Certificate, readCertificate } from './certificate.ts';

interface HandshakeQuestion {
  readonly domain: string;
  /** The host's own IPv4 or IPv6 address: the name is not resolved. */
  readonly address: string;
  readonly timeoutMs: number;
}

export interface Handshake extends Certificate {
  /** Why this machine would not trust it; absent when it does. */
  readonly distrust?: string;
}

/** Asks one host which certificate it serves. Rejects when there is no answer. */
export function shakeHands({ domain, address, timeoutMs }: HandshakeQuestion): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port: 443, servername: domain, rejectUnauthorized: false });
    const end = (settle: () => void) => {
      clearTimeout(timer);
      socket.destroy();
      settle();
    };
    const timer = setTimeout(() => {
      end(() => reject(new Error(`no answer within ${timeoutMs / 1000} s`)));
    }, timeoutMs);
    socket.once('error', (error) => end(() => reject(error)));
    socket.once('secureConnect', () => {
      const { raw } = socket.getPeerCertificate();
      const distrust = socket.authorized ? undefined : String(socket.authorizationError);
      end(() => resolve({ ...readCertificate(raw), distrust }));
    });
  });
}
