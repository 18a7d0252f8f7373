import type { Desired, ResourceType } from './resource.ts';

/** Narrows a resource of any type to one of this type. */
export const isOf = <T extends ResourceType, R extends Desired>(
  type: T,
  resource: R | undefined,
): resource is R & Desired<T> => resource?.type === type;
