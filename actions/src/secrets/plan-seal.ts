import ssh2, { type ParsedKey } from 'ssh2';
import type { Seal } from './seal.ts';
import type { Secret } from './secret.ts';
import type { Secrets } from './secrets.ts';

/** For the plan job, which has only the plan key. Throws if the key is malformed. */
export const sealOf = (planKey: Secret): Seal => sealWith(parse(planKey.reveal()), []);

/** For apply: signs with the key of the declared generation, and also accepts signatures of earlier generations. */
export function sealFrom(secrets: Secrets): Seal {
  const publicKeys = secrets.generations.map((each) => secrets.value(`ssh-plan-public@${each}`).reveal());
  return sealWith(parse(secrets.planKey.privateKey.reveal()), publicKeys.map(parse));
}

const sealWith = (key: ParsedKey, others: readonly ParsedKey[]): Seal => ({
  sign(text) {
    const signature: Buffer | Error = key.sign(text);
    if (signature instanceof Error) throw signature;
    return signature.toString('base64');
  },
  isSigned: (text, signature) =>
    [key, ...others].some((each) => each.verify(text, Buffer.from(signature, 'base64')) === true),
});

function parse(key: string): ParsedKey {
  const parsed = ssh2.utils.parseKey(key);
  if (!(parsed instanceof Error) && parsed.type === 'ssh-ed25519') return parsed;
  throw new Error(
    'PLAN_SSH_KEY is not an Ed25519 SSH private key. Store the complete key again: ./scripts/init does so.',
  );
}
