import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { issue } from '../../../actions/src/certificates/issue.ts';
import type { Share, ShareContent } from '../../../actions/src/certificates/share.ts';
import type { Cloud } from '../../../actions/src/cloud/cloud.ts';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { deriveSecrets } from '../../../actions/src/secrets/secrets.ts';
import { EMPTY_CLOUD, EXAMPLE } from '../plan/example.ts';
import { authority, CSR, problem } from './authority.ts';

const CHAIN = execFileSync(
  'openssl',
  [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '90'],
    ...['-keyout', '/dev/null', '-subj', '/CN=x'],
    ...['-addext', 'subjectAltName=DNS:test.example.com,DNS:www.test.example.com'],
  ],
  { stdio: ['ignore', 'pipe', 'ignore'] },
).toString();

const LEFT = { name: '_acme-challenge.test.example.com', value: 'left by a killed run' };
const FAILED_BEFORE = { failures: 1, until: 0, asked: false, reason: 'it failed' };

/** An order for which DigitalOcean or the share refuses something that only later runs need. */
async function issued({
  broken,
  refuses = false,
}: {
  readonly broken: 'delete' | 'note';
  readonly refuses?: boolean;
}) {
  const published: string[] = [];
  const refuse = async () => {
    throw new Error(`no ${broken} here`);
  };
  const share = {
    note: broken === 'note' ? refuse : async () => {},
    request: async () => CSR,
    publish: async (version: string) => void published.push(version),
  } as unknown as Share;
  const found: ShareContent = { chain: null, origin: null, backOff: FAILED_BEFORE, challenges: [LEFT] };
  const { directory } = await authority(
    (_, path) => (refuses && path === 'order' ? problem(403, 'rejectedIdentifier') : undefined),
    CHAIN,
  );
  const spec = { type: 'TXT', ttl: 30, ...LEFT } as const;
  const outcome = await issue({
    declaration: { ...EXAMPLE, certificate: { authority: directory, names: [] } },
    cloud: { delete: broken === 'delete' ? refuse : async () => {} } as unknown as Cloud,
    observed: { ...EMPTY_CLOUD, records: [{ type: 'record', id: '1', spec }] },
    secrets: deriveSecrets(new Secret('ab'.repeat(32)), { cluster: 'example', generation: 1 }),
    ...{ share, found, progress: () => {}, leftMs: () => 60_000 },
  }).catch((error: Error) => error);
  return { outcome, published };
}

test.each(['delete', 'note'] as const)(
  'issues a certificate although a %s fails, and reports that failure',
  async (broken) => {
    const { outcome, published } = await issued({ broken });
    expect(published, String(outcome)).toHaveLength(1);
    expect(outcome).toMatchObject({ certificate: { names: ['test.example.com', 'www.test.example.com'] } });
    expect('warnings' in outcome && outcome.warnings).toContain(`no ${broken} here`);
  },
);

test.each(['delete', 'note'] as const)(
  'reports the refusal, not the %s that failed after it',
  async (broken) => {
    const { outcome } = await issued({ broken, refuses: true });
    expect(String(outcome)).toContain('"new order": No rejectedIdentifier');
  },
);
