import type { Declaration } from '../declaration/declaration.ts';
import { fact, hasUnknowns } from '../hosts/template.ts';
import type { CloudContext } from './context.ts';
import { type Difference, field } from './difference.ts';
import { deployKeyName } from './ownership.ts';
import type { Desired, Observed, SshKeySpec } from './resource.ts';

/** The key that apply connects with. Its name carries the generation, its content follows from the cluster's secret. */
export function desiredSshKey(declaration: Declaration, { publicKey }: CloudContext): Desired<'ssh-key'> {
  const name = deployKeyName(declaration);
  const content = publicKey ?? fact(declaration.cluster, 'deployKey');
  return { type: 'ssh-key', address: `ssh-key/${name}`, spec: { name, publicKey: content } };
}

/** DigitalOcean renames a key in place, but never changes its content. A content not known is not compared. */
export function compareSshKey(desired: SshKeySpec, { spec }: Observed<'ssh-key'>): Difference {
  const content = hasUnknowns(desired.publicKey)
    ? []
    : field('public key', tail(spec.publicKey), tail(desired.publicKey));
  return {
    fields: [...field('name', spec.name, desired.name), ...content],
    replaces: content.length > 0,
  };
}

/** Keys of one type begin alike: their ends tell them apart. */
const tail = (publicKey: string): string => `…${publicKey.slice(-16)}`;
