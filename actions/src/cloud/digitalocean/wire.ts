import type { Declaration } from '../../declaration/declaration.ts';
import type { DropletExtra } from '../cloud.ts';
import type { LIST_OF, Observed, ObservedCloud, Resource, ResourceType } from '../resource.ts';

/** How one kind of resource is listed, made, changed and ended over the API. */
export interface Wire<T extends ResourceType> {
  /** Its part of an observation. */
  observe(declaration: Declaration): Promise<Seen<T>>;
  create(desired: Resource<T>, extra?: DropletExtra): Promise<Observed<T>>;
  update(observed: Observed<T>, desired: Resource<T>): Promise<void>;
  delete(observed: Observed<T>): Promise<void>;
  /** By scope, a request that tells whether the token has it, and that reads at most one page or cannot succeed. */
  readonly probes: Probes;
}

type Seen<T extends ResourceType> = Pick<ObservedCloud, (typeof LIST_OF)[T]> & Partial<ObservedCloud>;

export type Probes = Readonly<Record<string, () => Promise<{ readonly data: unknown }>>>;

/** An id and a name in the API's form that nothing has. */
export const NO_ID = '00000000-0000-0000-0000-000000000000';
export const NO_NAME = 'flotilla-rights-check.invalid';
