import { isOf } from '../cloud/is-of.ts';
import type { CloudChange } from './plan.ts';

/** Whether a change is of a primary's droplet, whichever cluster's: by what it is, or by what it is to be. */
export const isPrimary = ({ desired, observed }: Pick<CloudChange, 'desired' | 'observed'>): boolean =>
  [desired, observed].some(
    (resource) =>
      isOf('droplet', resource) && resource.spec.tags.some((tag) => /^cluster:[^:]+:primary$/.test(tag)),
  );
