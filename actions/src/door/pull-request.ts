import { type PullRequest, pullRequestOf, readEvent } from '../github/event.ts';
import { InputError, text } from './inputs.ts';

/** The pull request this run is about: of its event, or named by inputs where a workflow opened it itself. */
export function currentPullRequest(): PullRequest | undefined {
  const number = text('pull-request');
  if (number === '') return pullRequestOf(readEvent());
  if (!/^[1-9]\d{0,9}$/.test(number))
    throw new InputError('pull-request', `is "${number}": write its number.`);
  return { number: Number(number), base: sha('base-sha'), head: sha('head-sha'), withoutSecrets: false };
}

function sha(input: string): string {
  const value = text(input);
  if (/^[0-9a-f]{40}$/.test(value)) return value;
  throw new InputError(input, `is "${value}": with pull-request, write the commit's 40 hexadecimal digits.`);
}
