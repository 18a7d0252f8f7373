import type { Draft } from '../cloud/change.ts';
import type { Desired, Observed } from '../cloud/resource.ts';

/** A host is a droplet. This is the only file under `plan/` that depends on that. */
const HOST = 'droplet';

type Sides = Pick<Draft, 'desired' | 'observed'>;

/** The change of a host's droplet. Ignores the removal of a duplicate droplet. */
export const hostChange = <D extends Draft>(changes: readonly D[], host: string): D | undefined =>
  changes.find(({ subject: { type, name, copy } }) => type === HOST && name === host && copy === undefined);

export const isHost = ({ subject }: Pick<Draft, 'subject'>): boolean => subject.type === HOST;

export const desiredHost = ({ desired }: Sides): Desired<typeof HOST> | undefined =>
  desired?.type === HOST ? desired : undefined;

export const observedHost = ({ observed }: Sides): Observed<typeof HOST> | undefined =>
  observed?.type === HOST ? observed : undefined;
