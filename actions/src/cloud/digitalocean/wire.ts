import type { DropletExtra } from '../cloud.ts';
import type { Desired, Observed, ResourceType } from '../resource.ts';

/** How one type of resource is made, changed and ended over the API. */
export interface Wire<T extends ResourceType> {
  create(desired: Desired<T>, extra?: DropletExtra): Promise<Observed<T>>;
  update(observed: Observed<T>, desired: Desired<T>): Promise<void>;
  delete(observed: Observed<T>): Promise<void>;
}

export type Wires = { readonly [T in ResourceType]: Wire<T> };
