import { join, relative, resolve } from 'node:path';
import { getInput } from '@actions/core';
import { Secret } from '../secrets/secret.ts';
import { mask } from './workflow.ts';

/** An input that is missing or unusable: names the input and the remedy. */
export class InputError extends Error {
  constructor(input: string, message: string) {
    super(`Input "${input}" ${message}`);
    this.name = 'InputError';
  }
}

/** A text input, else the environment variable (for a run outside GitHub), else ''. */
export const text = (input: string, variable?: string): string =>
  getInput(input) || (variable ? (process.env[variable] ?? '') : '');

/** A secret input without the blanks around it, masked in the log from here on; undefined when empty. */
export function optionalSecret(input: string, variable: string): Secret | undefined {
  const value = text(input, variable).trim();
  if (value === '') return undefined;
  mask(value);
  return new Secret(value);
}

let fetched: string | undefined;

/** From here on, reads another copy of the repository instead of the checkout. */
export function readFrom(root: string): void {
  fetched = root;
}

const checkout = (): string => process.env.GITHUB_WORKSPACE || process.cwd();

/** The copy of the repository that is read. */
export const repositoryRoot = (): string => fetched ?? checkout();

/** Where `cluster/` and `wp-content/` are in the repository; `.` at its top. */
export const place = (): string => relative(checkout(), resolve(text('directory') || '.')) || '.';

/** The directory that holds `cluster/` and `wp-content/`. */
export const directory = (): string =>
  fetched === undefined ? text('directory') || process.cwd() : join(fetched, place());

export function requiredSecret(input: string, variable: string): Secret {
  const secret = optionalSecret(input, variable);
  if (secret) return secret;
  throw new InputError(
    input,
    `is empty. Set the secret ${variable} in the repository's environment and pass it on.`,
  );
}

/** A token of the API's: an HTTP header takes no blanks, and a mistake found there would not name the secret. */
export function apiToken(): Secret {
  const token = requiredSecret('digitalocean-token', 'DIGITALOCEAN_TOKEN');
  if (/^[\x21-\x7e]+$/.test(token.reveal()) && !/^(ssh-|gh[a-z]_|github_pat_)/.test(token.reveal()))
    return token;
  throw new InputError(
    'digitalocean-token',
    'is no token of DigitalOcean, which is one word such as dop_v1_…. Set the secret DIGITALOCEAN_TOKEN again.',
  );
}

/** A whole number from 1 to 9999. */
export function wholeNumber(input: string, fallback: number): number {
  const value = getInput(input) || String(fallback);
  if (!/^[1-9]\d{0,3}$/.test(value))
    throw new InputError(input, `is "${value}": write a whole number, e.g. ${fallback}.`);
  return Number(value);
}

/** A whole number of minutes in milliseconds. */
export const minutes = (input: string, fallback: number): number => wholeNumber(input, fallback) * 60_000;

/** `true` or `false`; empty is false. */
export function flag(input: string): boolean {
  const value = getInput(input);
  if (!['', 'true', 'false'].includes(value))
    throw new InputError(input, `is "${value}": write true or false.`);
  return value === 'true';
}

export function url(input: string, variable: string, fallback: string): string {
  const value = text(input, variable) || fallback;
  if (!/^https?:\/\//.test(value) || !URL.canParse(value))
    throw new InputError(input, `is "${value}": write a URL, e.g. ${fallback}.`);
  return value.replace(/\/$/, '');
}
