import type { Path } from '../yaml/yaml-file.ts';

/** The part of JSON Schema that our own schemas use. */
export interface Field {
  readonly type?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Field>>;
  readonly additionalProperties?: Field | boolean;
  readonly items?: Field;
  readonly anyOf?: readonly Field[];
}

/** The schema of the value at a path; undefined for an unknown path. */
export const fieldAt = (schema: Field, path: Path): Field | undefined =>
  path.reduce<Field | undefined>((field, key) => field && child(field, key), unwrap(schema));

const child = (field: Field, key: PropertyKey): Field | undefined => {
  const named =
    field.properties && Object.hasOwn(field.properties, key) ? field.properties[String(key)] : undefined;
  const other = typeof field.additionalProperties === 'object' ? field.additionalProperties : undefined;
  const found = named ?? (typeof key === 'number' ? field.items : undefined) ?? other;
  return found && unwrap(found);
};

/** `.nullable()` becomes a choice between the value and null. */
const unwrap = (field: Field): Field => field.anyOf?.find((choice) => choice.type !== 'null') ?? field;
