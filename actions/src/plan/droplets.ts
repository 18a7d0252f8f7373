import type { CloudChange, Draft } from '../cloud/change.ts';

/** The change of a host's droplet. Duplicates of it, which go, do not count. */
export const dropletChange = <D extends Draft>(changes: readonly D[], host: string): D | undefined =>
  changes.find(
    ({ subject: { type, name, copy } }) => type === 'droplet' && name === host && copy === undefined,
  );

/** Whether a change is of a primary's droplet, whichever cluster's: by what it is, or by what it is to be. */
export const isPrimary = ({ desired, observed }: Pick<CloudChange, 'desired' | 'observed'>): boolean =>
  [desired, observed].some(
    (resource) =>
      resource?.type === 'droplet' && resource.spec.tags.some((tag) => /^cluster:[^:]+:primary$/.test(tag)),
  );
