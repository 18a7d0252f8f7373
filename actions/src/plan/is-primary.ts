import type { CloudChange } from '../cloud/change.ts';

/** Whether a change is of a primary's droplet, whichever cluster's: by what it is, or by what it is to be. */
export const isPrimary = ({ desired, observed }: Pick<CloudChange, 'desired' | 'observed'>): boolean =>
  [desired, observed].some(
    (resource) =>
      resource?.type === 'droplet' && resource.spec.tags.some((tag) => /^cluster:[^:]+:primary$/.test(tag)),
  );
