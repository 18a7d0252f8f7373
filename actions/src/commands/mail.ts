import type { Declaration } from '../declaration/declaration.ts';
import type { Secret } from '../secrets/secret.ts';
import { InputError, optionalSecret } from './inputs.ts';

const INPUT = 'mail-password';
const VARIABLE = 'MAIL_PASSWORD';

/** The relay's password, where one is given. Postfix reads it from one line. */
export function mailPassword(): Secret | undefined {
  const given = optionalSecret(INPUT, VARIABLE);
  if (given === undefined || !/[\r\n]/.test(given.reveal())) return given;
  throw new InputError(INPUT, `has more than one line. Set the secret ${VARIABLE} to the password alone.`);
}

/** Throws where `cluster.yml` declares a relay and its password is missing: before any host is contacted. */
export function requireMailPassword({ mail }: Declaration): void {
  if (mail === undefined || mailPassword() !== undefined) return;
  throw new InputError(
    INPUT,
    `is empty, and cluster.yml declares the mail relay ${mail.host}. Set the password of ${mail.user} there as the secret ` +
      `${VARIABLE} in the environment production: \`gh secret set ${VARIABLE} --env production\`. To send no mail, remove \`mail\` ` +
      'from cluster.yml.',
  );
}
