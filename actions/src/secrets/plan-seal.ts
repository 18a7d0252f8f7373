import ssh2, { type ParsedKey } from 'ssh2';
import type { Seal } from './seal.ts';
import type { Secret } from './secret.ts';
import type { Secrets } from './secrets.ts';

/** For the plan job, which holds the plan key and nothing else. Throws if the key cannot be read. */
export const sealOf = (planKey: Secret): Seal => sealWith(parse(planKey.reveal()), []);

/** For apply: signs with the declared generation's key, and also accepts the earlier ones' signatures. */
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
