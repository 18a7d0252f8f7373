import type { Declaration } from '../../declaration/declaration.ts';
import { ownNames, rotationNames } from '../../declaration/site-names.ts';
import type { Draft, Wave } from '../change.ts';
import { markName } from '../ownership.ts';
import type { RecordSpec } from '../resource.ts';

export function waveOfRecord({ action }: Draft, { type, name }: RecordSpec, declaration: Declaration): Wave {
  const pointer = type === 'A' || type === 'AAAA';
  if (pointer && rotationNames(declaration).includes(name)) return 'rotation';
  // A host's own name stays as long as the host does, and all of a former name until nothing leads there any more.
  const stays = !pointer && ownNames(declaration).some((own) => name === own || name === markName(own));
  return action === 'delete' && !stays ? 'retire' : 'names';
}
