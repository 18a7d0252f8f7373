import ssh2 from 'ssh2';
import { Secret } from '../secrets/secret.ts';
import { InputError } from './inputs.ts';

/**
 * Reads a private SSH key the way people paste it: with CRLF line ends and blanks around its lines. Throws an error that
 * names the secret and the remedy, so a malformed key ends the run before any host is contacted.
 */
export function sshKey(input: string, variable: string, pasted: Secret): Secret {
  const text = `${pasted
    .reveal()
    .replace(/\r\n?/g, '\n')
    .trim()
    .replace(/^[ \t]+|[ \t]+$/gm, '')}\n`;
  const parsed = ssh2.utils.parseKey(text);
  if (!(parsed instanceof Error) && [parsed].flat()[0]?.isPrivateKey()) return new Secret(text);
  const reason = parsed instanceof Error ? parsed.message : 'it is a public key';
  throw new InputError(
    input,
    `is no private SSH key that can be used: ${mistakeIn(text, reason)} ${remedy(variable)}`,
  );
}

const remedy = (variable: string): string =>
  `Set the secret ${variable} again: \`gh secret set ${variable} --env plan < .secrets/plan-key\`, after \`./scripts/init\` has written that file.`;

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

/** Throws unless it is what a cluster's secret looks like; says nothing that gives it away. */
export function clusterSecret(pasted: Secret): Secret {
  const text = pasted.reveal();
  if (/^[0-9a-f]{64}$/i.test(text)) return pasted;
  throw new InputError(
    'cluster-secret',
    `is no cluster secret: CLUSTER_SECRET is not 64 hexadecimal digits, ${secretMistake(text)}. For a cluster that exists, paste again the ` +
      'one that it was made with, from your password store or `.secrets/cluster-secret`. For a new cluster, make one with `openssl rand -hex 32`.',
  );
}

function secretMistake(text: string): string {
  if (/-----BEGIN|^ssh-/.test(text)) return 'it is an SSH key';
  if (/^(dop_|gh[a-z]_|github_pat_)/.test(text)) return 'it is an API token';
  if (/^["'].*["']$/.test(text)) return 'it stands in quotes';
  if (/[^0-9a-f]/i.test(text)) return `it has ${text.length} characters, and some are no hexadecimal digits`;
  return `it has ${text.length} digits`;
}
