import type { Action, Risk } from '../../cloud/change.ts';

/** The words both renderers share. */
export const SIGNS: Record<Action, string> = { create: '+', update: '~', replace: '±', delete: '-' };

/** What each class of risk is called. */
export const RISKS: Record<Risk, string> = {
  none: 'harmless',
  restart: 'restarts something',
  'takes-away': 'takes something away',
  data: 'puts data at risk',
};

/** `a`, `a and b`, `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

export const money = (dollars: number): string => `$${dollars.toFixed(2)}`;

/** More names than these are told by number. */
export const FEW = 6;

/** `a, b and c`, or of many `a, b, c and 197 more`. */
export const some = (names: readonly string[]): string =>
  names.length <= FEW ? listed(names) : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
