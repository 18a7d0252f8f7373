import type { RestEndpointMethodTypes } from '@octokit/rest';

/** GitHub's answer to a call, e.g. `Answer<'pulls', 'get'>`. */
export type Answer<
  Area extends keyof RestEndpointMethodTypes,
  Call extends keyof RestEndpointMethodTypes[Area],
> = RestEndpointMethodTypes[Area][Call] extends { response: { data: infer Data } } ? Shape<Data> : never;

/** Fields may be missing, but those present have GitHub's names and types. */
type Shape<T> = T extends readonly (infer Item)[]
  ? readonly Shape<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Shape<T[Key]> }
    : T;
