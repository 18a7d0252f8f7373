/** `before` and `after` as a person would read them; what is not known yet reads `(known after create)`. */
export interface FieldChange {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

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
