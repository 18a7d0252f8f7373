import { PASSWORDS } from '../../../actions/src/hosts/roles/index.ts';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { deriveSecrets, type Secrets } from '../../../actions/src/secrets/secrets.ts';
import { EXAMPLE } from '../plan/example.ts';

/** Derived once for all worlds, because deriving keys is slow. */
const known = new Map<number, Secrets>();
export function secretsOf(generation: number): Secrets {
  const secrets =
    known.get(generation) ??
    deriveSecrets(
      new Secret('ab'.repeat(32)),
      { cluster: EXAMPLE.cluster, generation },
      { passwords: PASSWORDS },
    );
  known.set(generation, secrets);
  return secrets;
}
