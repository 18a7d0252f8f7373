import { resolve } from './expressions.ts';
import type { Fields } from './parse.ts';

export type InputValue = string | number | boolean;

interface Definition {
  readonly type?: string;
  readonly required?: boolean;
  readonly default?: InputValue;
  readonly options?: readonly string[];
}

type Definitions = Readonly<Record<string, Definition>>;

/**
 * The inputs that a workflow declares below `on: workflow_dispatch`; undefined if it cannot be dispatched.
 * Reads the YAML itself, because GitHub's parser drops inputs of type `number`.
 */
export function dispatchDefinitions(fields: Fields): Definitions | undefined {
  const on = resolve(fields.get('on'), { contexts: {} });
  if (typeof on === 'string' || Array.isArray(on))
    return [on].flat().includes('workflow_dispatch') ? {} : undefined;
  const { workflow_dispatch: declared } = on as { workflow_dispatch?: { inputs?: Definitions } | null };
  return declared === undefined ? undefined : (declared?.inputs ?? {});
}

/**
 * The inputs of a `workflow_dispatch` for the context `inputs`, with defaults and declared types applied.
 * @throws with the text of GitHub's 422.
 */
export function dispatchInputs(
  definitions: Definitions,
  given: Readonly<Record<string, unknown>>,
): Record<string, InputValue> {
  const unexpected = Object.keys(given).filter((name) => !(name in definitions));
  if (unexpected.length > 0) throw new Error(`Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [
      name,
      inputValue(name, definition, given[name]),
    ]),
  );
}

function inputValue(name: string, definition: Definition, given: unknown): InputValue {
  const { type, required, options } = definition;
  const text = String(given ?? definition.default ?? (type === 'choice' ? options?.[0] : undefined) ?? '');
  if (required && text === '') throw new Error(`Required input '${name}' not provided`);
  if (type === 'choice' && !options?.includes(text))
    throw new Error(`Provided value '${text}' for input '${name}' not in the list of allowed values`);
  return typed(name, type, text);
}

function typed(name: string, type: string | undefined, text: string): InputValue {
  if (type === 'number' && text !== '') return aNumber(name, text);
  if (type !== 'boolean') return text;
  if (text !== '' && text !== 'true' && text !== 'false')
    throw new Error(`Provided value '${text}' for input '${name}' is not a boolean`);
  return text === 'true';
}

function aNumber(name: string, text: string): number {
  if (Number.isNaN(Number(text)))
    throw new Error(`Provided value '${text}' for input '${name}' is not a number`);
  return Number(text);
}
