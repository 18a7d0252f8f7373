import { certificateNames } from '../declaration/certificate-names.ts';
import { renew } from './renew.ts';
import type { RenewInput } from './renewal.ts';

/** Has every web host serve a certificate for all names. One line for each failure, none when they do. */
export async function certify(input: Omit<RenewInput, 'force' | 'onDecision'>): Promise<readonly string[]> {
  let reason = 'nothing was ordered';
  const { served, failures } = await renew({
    ...input,
    force: false,
    onDecision: (decision) => {
      reason = decision.reason;
    },
  });
  if (failures.length > 0) return failures;
  const missing = certificateNames(input.declaration).filter((name) =>
    served.some(({ names }) => !names.includes(name) && !names.includes(name.replace(/^[^.]+/, '*'))),
  );
  return missing.length > 0 ? [`certificate: none for ${missing.join(', ')} yet: ${reason}.`] : [];
}
