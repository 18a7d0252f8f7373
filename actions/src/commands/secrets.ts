import ssh2 from 'ssh2';
import type { Declaration } from '../declaration/declaration.ts';
import { Secret } from '../secrets/secret.ts';
import { InputError, SECRETS, textOf } from './inputs.ts';
import { inWorkflow, mask } from './workflow.ts';

/** A secret without the blanks around it, masked in the log from here on; undefined when it is not set. */
export function optionalSecret(input: string): Secret | undefined {
  const value = (textOf(input) || (process.env[SECRETS[input] ?? ''] ?? '')).trim();
  if (value === '') return undefined;
  mask(value);
  return new Secret(value);
}

export function requiredSecret(input: string): Secret {
  const secret = optionalSecret(input);
  if (secret) return secret;
  throw missingSecret(input);
}

export const missingSecret = (input: string): InputError =>
  new InputError(
    input,
    inWorkflow()
      ? `is empty. Set the secret ${SECRETS[input]} in the repository's environment and pass it on.`
      : 'is not set. Export it and run this again.',
  );

/** A token of the API's: an HTTP header takes no blanks, and an error raised there would not name the secret. */
export function apiToken(): Secret {
  const token = requiredSecret('digitalocean-token');
  if (/^[\x21-\x7e]+$/.test(token.reveal()) && !/^(ssh-|gh[a-z]_|github_pat_)/.test(token.reveal()))
    return token;
  throw new InputError(
    'digitalocean-token',
    'is not a DigitalOcean token, which is one word such as dop_v1_…. Set the secret DIGITALOCEAN_TOKEN again.',
  );
}

/** The relay's password, if it is set. Postfix reads it from one line. */
export function mailPassword(): Secret | undefined {
  const given = optionalSecret('mail-password');
  if (given === undefined || !/[\r\n]/.test(given.reveal())) return given;
  throw new InputError(
    'mail-password',
    'has more than one line. Set the secret MAIL_PASSWORD to the password alone.',
  );
}

/** Throws before any host is contacted if `cluster.yml` declares a relay and its password is missing. */
export function requireMailPassword({ mail }: Declaration): void {
  if (mail === undefined || mailPassword() !== undefined) return;
  throw new InputError(
    'mail-password',
    `is empty, and cluster.yml declares the mail relay ${mail.host}. Set the password of ${mail.user} there as the secret ` +
      'MAIL_PASSWORD in the environment production: `gh secret set MAIL_PASSWORD --env production`. To send no mail, remove ' +
      '`mail` from cluster.yml.',
  );
}

/**
 * Reads a private SSH key the way people paste it: with CRLF line ends and blanks around its lines. Throws an error that
 * names the secret and the remedy, so a malformed key ends the run before any host is contacted.
 */
export function planSshKey(pasted: Secret): Secret {
  const text = `${pasted
    .reveal()
    .replace(/\r\n?/g, '\n')
    .trim()
    .replace(/^[ \t]+|[ \t]+$/gm, '')}\n`;
  const parsed = ssh2.utils.parseKey(text);
  if (!(parsed instanceof Error) && [parsed].flat()[0]?.isPrivateKey()) return new Secret(text);
  const reason = parsed instanceof Error ? parsed.message : 'it is a public key';
  throw new InputError(
    'plan-key',
    `is not a usable private SSH key: ${mistakeIn(text, reason)} Set the secret PLAN_SSH_KEY again: ` +
      '`gh secret set PLAN_SSH_KEY --env plan < .secrets/plan-key`, after `./scripts/init` has written that file.',
  );
}

function mistakeIn(text: string, reason: string): string {
  return MISTAKES.find(([sign]) => sign.test(text) || sign.test(reason))?.[1] ?? `${reason}.`;
}

/** What people paste instead of the whole private key. */
const MISTAKES: readonly (readonly [RegExp, string])[] = [
  [
    /^(ssh-|ecdsa-|---- BEGIN SSH2 PUBLIC)|public key$/,
    'it is the public half of a key. Paste the private half.',
  ],
  [
    /^Encrypted/m,
    'it is protected by a passphrase, which a workflow cannot type. Remove the passphrase with `ssh-keygen -p`.',
  ],
  [/^PuTTY-User-Key-File/, 'it has the format of PuTTY. Convert it with `puttygen KEY -O private-openssh`.'],
  [/^["']/, 'it stands in quotes. Paste it without them.'],
  [/\\n/, 'its line breaks are written as "\\n". Paste it with real line breaks.'],
  [
    /^-----BEGIN .* KEY-----(?!\n)/,
    'its line breaks are missing. Paste it with the line breaks of the file.',
  ],
  [
    /^-----BEGIN .* KEY-----\n(?![\s\S]*-----END)/,
    'its end is missing. Paste the complete key, up to its line "-----END … KEY-----".',
  ],
  [/^Malformed/, 'a part of it is missing or was changed. Paste the complete key.'],
  [/^SHA256:/, 'it is the fingerprint of a key. Paste the private key itself.'],
  [
    /^[0-9a-f]{64}$/im,
    'it looks like a CLUSTER_SECRET. The key is another secret, which is derived from it.',
  ],
  [/^(?!-----BEGIN)/, 'it does not begin with "-----BEGIN".'],
];

/** Throws unless it looks like a cluster secret. The message reveals none of it. */
export function clusterSecret(pasted: Secret): Secret {
  const text = pasted.reveal();
  if (/^[0-9a-f]{64}$/i.test(text)) return pasted;
  throw new InputError(
    'cluster-secret',
    `is not a cluster secret: CLUSTER_SECRET is not 64 hexadecimal digits, ${secretMistake(text)}. For an existing cluster, paste the secret it was ` +
      'created with again, from your password store or `.secrets/cluster-secret`. For a new cluster, create one with `openssl rand -hex 32`.',
  );
}

function secretMistake(text: string): string {
  if (/-----BEGIN|^ssh-/.test(text)) return 'it is an SSH key';
  if (/^(dop_|gh[a-z]_|github_pat_)/.test(text)) return 'it is an API token';
  if (/^["'].*["']$/.test(text)) return 'it stands in quotes';
  if (/[^0-9a-f]/i.test(text)) return `it has ${text.length} characters, and some are not hexadecimal digits`;
  return `it has ${text.length} digits`;
}
