import { getInput } from '@actions/core';
import { inWorkflow } from './workflow.ts';

/** Inputs that hold a secret, each with the environment variable that holds it in a terminal. They are never flags. */
export const SECRETS: Readonly<Record<string, string>> = {
  'digitalocean-token': 'DIGITALOCEAN_TOKEN',
  'digitalocean-read-token': 'DIGITALOCEAN_READ_TOKEN',
  'cluster-secret': 'CLUSTER_SECRET',
  'plan-key': 'PLAN_SSH_KEY',
  'mail-password': 'MAIL_PASSWORD',
  'github-token': 'GITHUB_TOKEN',
};

/** A missing or malformed input. Names it as the reader knows it: an action's input, a variable or a flag. */
export class InputError extends Error {
  constructor(input: string, message: string) {
    super(`${inWorkflow() ? `Input "${input}"` : (SECRETS[input] ?? `--${input}`)} ${message}`);
    this.name = 'InputError';
  }
}

/** How a command takes one value. */
export interface Input<T> {
  readonly description: string;
  readonly default?: string;
  readonly required?: boolean;
  /** `switch` is a flag without a value; `secret` is no flag at all. */
  readonly kind: 'value' | 'switch' | 'secret';
  /**
   * `workflow`: means nothing in a terminal, so the command line lacks it. `environment`: for tests and unusual
   * set-ups, so it is in no action.yml either; the variable INPUT_<NAME> sets it.
   */
  readonly only?: 'workflow' | 'environment';
  /** Throws an `InputError` where the value is malformed. */
  readonly read: (name: string) => T;
}

export type Inputs = Readonly<Record<string, Input<unknown>>>;
export type Values<I extends Inputs> = { readonly [K in keyof I]: I[K] extends Input<infer T> ? T : never };
type Options = Pick<Input<unknown>, 'default' | 'required' | 'only'>;

/** The values of the inputs, each read when it is first asked for. */
export function valuesOf<I extends Inputs>(inputs: I): Values<I> {
  const readers = Object.entries(inputs).map(
    ([name, { read }]) => [name, { get: () => read(name), enumerable: true }] as const,
  );
  return Object.defineProperties({}, Object.fromEntries(readers)) as Values<I>;
}

/** A text input; '' when it is not set. */
export const text = (description: string, options: Options = {}): Input<string> => ({
  ...{ description, ...options, kind: 'value' },
  read: (name) => textOf(name) || (options.default ?? ''),
});

/** `true` or `false`. */
export const flag = (description: string, options: Options = {}): Input<boolean> => ({
  ...{ description, default: 'false', ...options, kind: 'switch' },
  read: flagOf,
});

/** A whole number from 1 to 9999. */
export const wholeNumber = (description: string, usual: number, options: Options = {}): Input<number> => ({
  ...{ description, default: String(usual), ...options, kind: 'value' },
  read(name) {
    const value = textOf(name) || String(usual);
    if (/^[1-9]\d{0,3}$/.test(value)) return Number(value);
    throw new InputError(name, `is "${value}": write a whole number, e.g. ${usual}.`);
  },
});

/** A whole number of minutes, read as milliseconds. */
export function minutes(description: string, usual: number, options: Options = {}): Input<number> {
  const { read, ...input } = wholeNumber(description, usual, options);
  return { ...input, read: (name) => read(name) * 60_000 };
}

/** A secret. Only declares it: `secrets.ts` reads it where it is used. */
export const secret = (description: string, options: Options = {}): Input<void> => ({
  ...{ description, ...options, kind: 'secret' },
  read() {},
});

export const textOf = (name: string): string => getInput(name);

export function flagOf(name: string): boolean {
  const value = textOf(name);
  if (['', 'true', 'false'].includes(value)) return value === 'true';
  throw new InputError(name, `is "${value}": write true or false.`);
}
