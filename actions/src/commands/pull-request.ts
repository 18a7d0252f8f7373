import { type PullEvent, pullRequestOf, readEvent } from '../github/pull-requests.ts';
import { InputError, text } from './inputs.ts';

/** The pull request that this run is about: the event's, or the one that an input names. */
export function askedPullRequest(): (Pick<PullEvent, 'number'> & Partial<PullEvent>) | undefined {
  const number = text('pull-request');
  if (number === '') return pullRequestOf(readEvent());
  if (/^[1-9]\d{0,9}$/.test(number)) return { number: Number(number) };
  throw new InputError('pull-request', `is "${number}": write its number.`);
}

/** A merge queue's group of pull requests: its runs are given no secrets. */
export const isQueue = (): boolean => process.env.GITHUB_EVENT_NAME === 'merge_group';
