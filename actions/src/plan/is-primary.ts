import { isOf } from '../cloud/is-of.ts';
import type { CloudChange } from './plan.ts';

/** Whether it is the droplet of a primary, whichever cluster's. */
export const isPrimary = (resource: CloudChange['observed']): boolean =>
  isOf('droplet', resource) && resource.spec.tags.some((tag) => /^cluster:[^:]+:primary$/.test(tag));
