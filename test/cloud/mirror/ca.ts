import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from '../runtime/command.ts';

/** A certificate authority of one local cloud, as two PEM files. */
export interface Ca {
  readonly certificate: string;
  readonly key: string;
}

export interface Issued {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

/** Longer than any local cloud lives, and short enough that a leaked key soon becomes useless. */
const DAYS = '90';
const CONFIG = join(import.meta.dirname, 'openssl.cnf');
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Creates a CA that can sign only leaf certificates: `ca.pem` and `ca.key` in `directory`. */
export async function createCa(directory: string): Promise<Ca> {
  await mkdir(directory, { recursive: true });
  const ca = { certificate: join(directory, 'ca.pem'), key: join(directory, 'ca.key') };
  await request('/CN=Flotilla local cloud CA', ca, ['-extensions', 'ca']);
  await chmod(ca.key, 0o600);
  return ca;
}

/** A certificate for host names, signed by `ca`. */
export async function issue(ca: Ca, ...names: readonly [string, ...string[]]): Promise<Issued> {
  const directory = await mkdtemp(`${ca.key}.issue-`);
  try {
    const leaf = { certificate: join(directory, 'cert.pem'), key: join(directory, 'key.pem') };
    const signer = ['-CA', ca.certificate, '-CAkey', ca.key];
    const extensions = [
      '-extensions',
      'leaf',
      '-addext',
      `subjectAltName=${names.map((name) => `DNS:${name}`).join()}`,
    ];
    await request(`/CN=${names[0]}`, leaf, [...signer, ...extensions]);
    return { cert: await readFile(leaf.certificate, 'utf8'), key: await readFile(leaf.key, 'utf8') };
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Self-signed if there is no signer. */
async function request(subject: string, { certificate, key }: Ca, rest: readonly string[]): Promise<void> {
  const files = ['-keyout', key, '-out', certificate];
  const base = ['req', '-x509', '-config', CONFIG, ...NEW_KEY, '-days', DAYS, '-subj', subject];
  await command('openssl', [...base, ...files, ...rest]);
}
