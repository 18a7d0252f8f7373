import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { addresses, DOMAIN, inCloud, onHost, PRIMARY } from '../cluster.ts';
import profile from './mozilla-intermediate.json' with { type: 'json' };

const hosts: Record<string, string> = {};
beforeAll(async () => {
  for (const [name, { ipv4 }] of Object.entries(await addresses())) hosts[name] = ipv4;
});

/** Runs the OpenSSL of Debian 13, the version of the web hosts, on any machine. */
const client = (script: string): Promise<string> => onHost(PRIMARY, script);

describe("hosts serve Mozilla's intermediate profile", () => {
  const accepted: Record<string, string[]> = {};
  beforeAll(async () => {
    const script = readFileSync(join(import.meta.dirname, 'handshakes.sh'), 'utf8');
    const output = await client(`set -- ${hosts['host-01']}:443 ${DOMAIN}\n${script}`);
    for (const line of output.trim().split('\n')) {
      const [kind = '', what = ''] = line.split(' ');
      accepted[kind] = [...(accepted[kind] ?? []), what];
    }
  });

  test('with exactly its protocols', () => expect(accepted.protocol).toEqual(profile.tls_versions));

  test('with exactly those of its ciphers that fit the key of the certificate', () => {
    const suitable = profile.ciphers.filter((cipher) => cipher.includes('-ECDSA-'));
    expect(accepted.cipher?.sort()).toEqual(suitable.sort());
  });

  test('with its suites of TLS 1.3', () =>
    expect(accepted.suite?.sort()).toEqual(profile.ciphersuites.sort()));

  test('with its groups for the key exchange', () => {
    const spelt: Record<string, string> = { secp256r1: 'prime256v1', x25519: 'X25519' };
    expect(accepted.group?.map((group) => spelt[group] ?? group).sort()).toEqual(profile.tls_curves.sort());
  });

  test('with a key of one of its curves, and the cipher that the visitor prefers', async () => {
    const ask = (more: string) =>
      client(
        `openssl s_client -connect ${hosts['host-01']}:443 -servername ${DOMAIN} ${more} </dev/null 2>&1`,
      );
    const key = await client(
      `openssl s_client -connect ${hosts['host-01']}:443 -servername ${DOMAIN} </dev/null 2>/dev/null |
        openssl x509 -noout -text | sed -n 's/ *ASN1 OID: //p'`,
    );
    expect(profile.certificate_curves).toContain(key.trim());
    const [first = '', second = ''] = profile.ciphers.filter((cipher) => cipher.includes('-ECDSA-'));
    for (const [preferred, other] of [
      [first, second],
      [second, first],
    ])
      expect(await ask(`-tls1_2 -cipher ${preferred}:${other}`)).toContain(`Cipher is ${preferred}`);
    expect(await ask('-alpn h2,http/1.1')).toContain('ALPN protocol: h2');
  });
});

test('every kind of response has the declared HSTS header', async () => {
  const ask = async (name: string, path: string) => {
    const { stdout } = await inCloud(
      ...['curl', '-ksS', '-o', '/dev/null', '-D', '-'],
      ...['--resolve', `${name}:443:${hosts['host-01']}`, `https://${name}${path}`],
    );
    return stdout
      .toLowerCase()
      .match(/^strict-transport-security: .*$/gm)
      ?.map((line) => line.trim());
  };
  const header = ['strict-transport-security: max-age=15768000'];
  expect(await ask(DOMAIN, '/')).toEqual(header);
  expect(await ask(`www.${DOMAIN}`, '/')).toEqual(header);
  expect(await ask(DOMAIN, '/wp-includes/css/dashicons.min.css')).toEqual(header);
  expect(await ask(DOMAIN, '/wp-content/uploads/none.jpg')).toEqual(header);
});

describe('a TLS session', () => {
  /** Whether the session is `New` or `Reused`, and its protocol. It requests a page, because TLS 1.3 tickets arrive with the response. */
  const visit = async (options: string) => {
    const output = await client(
      `printf 'GET / HTTP/1.0\\r\\nHost: ${DOMAIN}\\r\\n\\r\\n' |
        openssl s_client -connect ${hosts['host-01']}:443 -servername ${DOMAIN} -ign_eof ${options} 2>&1 | tr -d '\\0'`,
    );
    return /^(New|Reused), (TLSv1\.\d)/m.exec(output)?.slice(1).join(' ');
  };

  test.each([
    ['-tls1_2', 'TLSv1.2'],
    ['-tls1_3', 'TLSv1.3'],
  ])('resumes at the host that started it, by %s', async (option, version) => {
    expect(await visit(`${option} -sess_out /tmp/session`)).toBe(`New ${version}`);
    expect(await visit(`${option} -sess_in /tmp/session`)).toBe(`Reused ${version}`);
  });
});
