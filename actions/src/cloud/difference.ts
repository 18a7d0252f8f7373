import type { FieldChange } from '../plan/plan.ts';

/** What differs between a desired and an observed resource. No fields: nothing does. */
export interface Difference {
  readonly fields: readonly FieldChange[];
  /** Whether DigitalOcean cannot change it in place. */
  readonly replaces: boolean;
}

export const same: Difference = { fields: [], replaces: false };

/** The one field's change, or none when it reads the same. */
export const field = (name: string, before: string, after: string): FieldChange[] =>
  before === after ? [] : [{ field: name, before, after }];
