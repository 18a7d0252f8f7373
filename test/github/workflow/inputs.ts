import type { InputConfig } from '@actions/workflow-parser/model/workflow-template';

export type InputValue = string | number | boolean;
type Definitions = Readonly<Record<string, InputConfig>>;

/**
 * The inputs of a `workflow_dispatch`, defaults filled in and of the type declared, for the context `inputs`.
 * @throws in the words of GitHub's 422.
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

function inputValue(name: string, definition: InputConfig, given: unknown): InputValue {
  const { type, required, options } = definition;
  const text = String(given ?? definition.default ?? (type === 'choice' ? options?.[0] : undefined) ?? '');
  if (required && text === '') throw new Error(`Required input '${name}' not provided`);
  if (type === 'choice' && !options?.includes(text))
    throw new Error(`Provided value '${text}' for input '${name}' not in the list of allowed values`);
  return typed(name, type, text);
}

function typed(name: string, type: string, text: string): InputValue {
  if (type === 'number') return Number(text);
  if (type !== 'boolean') return text;
  if (text !== '' && text !== 'true' && text !== 'false')
    throw new Error(`Provided value '${text}' for input '${name}' is not a boolean`);
  return text === 'true';
}
