import type { HostConnection } from '../hosts/link/connection.ts';
import { TAKE_UNIT } from '../hosts/roles/web/certificate.ts';
import { messageOf } from '../lib/failure.ts';
import { until } from '../lib/time.ts';
import { hasNoRoute } from '../run/site.ts';
import type { Certificate } from './certificate.ts';
import { type Handshake, shakeHands } from './handshake.ts';

interface ProofInput {
  /** A name that it gives the site under. */
  readonly domain: string;
  /** The host's own, IPv4 first. */
  readonly addresses: readonly string[];
  /** To have it look at the share; absent: what it serves is what is judged. */
  readonly connection?: HostConnection;
  /** What it has to serve; absent when the share could not be read. */
  readonly live?: Certificate;
}

/** What a host was seen to serve at one of its addresses. */
export interface Served extends Handshake {
  readonly address: string;
}

/** From a reload until the last worker shows the new certificate to newcomers. */
const RELOAD_MS = 20_000;

/**
 * Shakes hands with a web host at each of its addresses, and has it take the certificate from the share where it
 * serves another. Throws when it goes on doing so.
 */
export async function proveHost(input: ProofInput): Promise<readonly Served[]> {
  const before = await serves(input);
  if (isRight(before, input)) return before;
  if (input.connection) await take(input.connection);
  let last = before;
  const right = async () => {
    last = await serves(input);
    return isRight(last, input) || undefined;
  };
  if (await until(right, { everyMs: 300, timeoutMs: RELOAD_MS })) return last;
  throw new Error(notServed(last, input));
}

const isRight = (served: readonly Served[], { live }: ProofInput): boolean =>
  live === undefined || served.every(({ sha256 }) => sha256 === live.sha256);

function notServed(served: readonly Served[], { live }: ProofInput): string {
  const { address, serial } = served.find(({ sha256 }) => sha256 !== live?.sha256) ?? {};
  return (
    `serves the certificate ${serial} at ${address}, not the cluster's ${live?.serial}. ` +
    `Read \`journalctl -u ${TAKE_UNIT}\` there, mend what it names, and run again.`
  );
}

async function serves({ domain, addresses }: ProofInput): Promise<readonly Served[]> {
  const asked = addresses.map(async (address): Promise<Served[]> => {
    try {
      return [{ address, ...(await shakeHands({ domain, address, timeoutMs: 10_000 })) }];
    } catch (error) {
      if (hasNoRoute(error, address)) return [];
      throw new Error(`does not answer HTTPS at ${address}: ${messageOf(error)}. Is nginx running there?`);
    }
  });
  const served = (await Promise.all(asked)).flat();
  if (served.length > 0) return served;
  throw new Error(
    `cannot be judged: this machine has no way to ${addresses.join(' or ')}. Run again from another.`,
  );
}

async function take(connection: HostConnection): Promise<void> {
  const { code } = await connection.run(`systemctl start ${TAKE_UNIT}`, { timeoutMs: 200_000 });
  if (code === 0) return;
  const said = await connection.run(`journalctl -u ${TAKE_UNIT} -n 20 -o cat --no-pager`, {
    timeoutMs: 30_000,
  });
  const why = said.stdout.split('\n').filter((line) => line.includes('is not taken'));
  throw new Error(
    `${why.at(-1) ?? `${TAKE_UNIT} failed there: apply first, then read its journal`}. It tries again by itself.`,
  );
}
