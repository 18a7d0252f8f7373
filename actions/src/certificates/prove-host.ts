import { connect } from 'node:tls';
import type { HostConnection } from '../hosts/link/connection.ts';
import { TAKE_UNIT } from '../hosts/roles/web/certificate.ts';
import { Failure } from '../lib/failure.ts';
import { until } from '../lib/time.ts';
import { hasNoRoute } from '../run/site.ts';
import { type Certificate, readCertificate } from './certificate.ts';

interface ProofInput {
  readonly name: string;
  /** A name under which the host serves the site. */
  readonly domain: string;
  /** The host's own, IPv4 first. */
  readonly addresses: readonly string[];
  /** Used to make the host check the share. Without it, only what the host serves now is checked. */
  readonly connection?: HostConnection;
  /** The certificate that the host must serve; absent if the share could not be read. */
  readonly live?: Certificate;
}

/** The certificate that a host serves at one of its addresses. */
export interface Served extends Certificate {
  readonly address: string;
  /** Why this machine does not trust it; absent if it does. */
  readonly distrust?: string;
}

/** After a reload, it takes this long until the last nginx worker serves the new certificate to new connections. */
const RELOAD_MS = 20_000;

/**
 * Performs a TLS handshake with a web host at each of its addresses. If it serves another certificate, makes it copy the one on
 * the share. Throws if it still serves another one.
 */
export async function proveHost(input: ProofInput): Promise<readonly Served[]> {
  const before = await servedBy(input);
  if (isRight(before, input)) return before;
  if (input.connection) await copyFromShare(input.connection);
  let last = before;
  const right = async () => {
    last = await servedBy(input);
    return isRight(last, input) || undefined;
  };
  if (await until(right, { everyMs: 300, timeoutMs: RELOAD_MS })) return last;
  throw new Failure(notServed(last, input));
}

const isRight = (served: readonly Served[], { live }: ProofInput): boolean =>
  live === undefined || served.every(({ sha256 }) => sha256 === live.sha256);

function notServed(served: readonly Served[], { name, live }: ProofInput) {
  const { address, serial } = served.find(({ sha256 }) => sha256 !== live?.sha256) ?? {};
  return {
    what: `it serves the certificate ${serial} at ${address} instead of the cluster's ${live?.serial}`,
    remedy: `Fix the error that "./scripts/ssh ${name} -- journalctl -u ${TAKE_UNIT}" shows, then run this again.`,
  };
}

async function servedBy({ name, domain, addresses }: ProofInput): Promise<readonly Served[]> {
  const asked = addresses.map(async (address): Promise<Served[]> => {
    try {
      return [await shakeHands(domain, address)];
    } catch (cause) {
      if (hasNoRoute(cause, address)) return [];
      const remedy = `Check nginx: "./scripts/ssh ${name} -- systemctl status nginx".`;
      throw new Failure({ what: `no answer to HTTPS at ${address}`, cause, remedy });
    }
  });
  const served = (await Promise.all(asked)).flat();
  if (served.length > 0) return served;
  throw new Failure({
    what: `it cannot be checked, because this machine has no route to ${addresses.join(' or ')}`,
    remedy: 'Run this again on another machine.',
  });
}

const HANDSHAKE_MS = 10_000;

/** Returns the certificate that a host serves at an address. The name is not resolved. */
function shakeHands(domain: string, address: string): Promise<Served> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port: 443, servername: domain, rejectUnauthorized: false });
    const end = (complete: () => void) => {
      clearTimeout(timer);
      socket.destroy();
      complete();
    };
    const timer = setTimeout(() => {
      end(() => reject(new Error(`no answer within ${HANDSHAKE_MS / 1000} s`)));
    }, HANDSHAKE_MS);
    socket.once('error', (error) => end(() => reject(error)));
    socket.once('secureConnect', () => {
      const { raw } = socket.getPeerCertificate();
      const distrust = socket.authorized ? undefined : String(socket.authorizationError);
      end(() => resolve({ ...readCertificate(raw), address, distrust }));
    });
  });
}

async function copyFromShare(connection: HostConnection): Promise<void> {
  const { code } = await connection.run(`systemctl start ${TAKE_UNIT}`, { timeoutMs: 200_000 });
  if (code === 0) return;
  // This field selects what the program printed, without systemd's own messages about the unit.
  const lastLine = `journalctl _SYSTEMD_UNIT=${TAKE_UNIT} -n 1 -o cat --no-pager`;
  const { stdout } = await connection.run(lastLine, { timeoutMs: 30_000 });
  throw new Failure({
    what: `${TAKE_UNIT} failed`,
    cause: stdout.trim() || 'it printed nothing',
    remedy: 'The host tries again by itself.',
  });
}
