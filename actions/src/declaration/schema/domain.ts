import { domainToASCII } from 'node:url';
import { show } from '../words.ts';
import type { Mistake } from './text.ts';

/** So that `<host>.<domain>`, with a host name of 63, fits in DNS's 253 characters. */
const LONGEST_DOMAIN = 189;
const LONGEST_LABEL = 63;

/** The usual ways to get a domain name wrong, most telling first. */
export const domainMistake = (text: string): Mistake | undefined =>
  urlMistake(text) ?? spellingMistake(text) ?? labelMistake(text);

const urlMistake = (text: string): Mistake | undefined => {
  const bare = text
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[/?#].*$/, '')
    .replace(/:[0-9]+$/, '');
  return bare === text || bare === ''
    ? undefined
    : { message: `${show(text)} is a URL`, remedy: `write only the name: ${show(bare)}` };
};

const spellingMistake = (text: string): Mistake | undefined => {
  if (text.endsWith('.')) return instead(text, 'ends with a dot', text.replace(/\.+$/, ''));
  if (text !== text.toLowerCase()) return instead(text, 'has upper-case letters', text.toLowerCase());
  const ascii = domainToASCII(text);
  if (/[^\x00-\x7f]/.test(text) && ascii !== '') return instead(text, 'is not ASCII', ascii);
  return text.includes('_') ? instead(text, 'has an underscore', text.replaceAll('_', '-')) : undefined;
};

const instead = (text: string, what: string, right: string): Mistake | undefined =>
  right === '' ? undefined : { message: `${show(text)} ${what}`, remedy: `write ${show(right)}` };

const labelMistake = (text: string): Mistake | undefined => {
  const long = text.split('.').find((label) => label.length > LONGEST_LABEL);
  if (long !== undefined) return tooLong(`the part ${show(long)}`, long.length, LONGEST_LABEL);
  if (text.length > LONGEST_DOMAIN) return tooLong(show(text), text.length, LONGEST_DOMAIN);
  if (text.includes('.') || text === '') return undefined;
  return { message: `${show(text)} has no dot`, remedy: 'write the whole name, e.g. `blog.example.com`' };
};

const tooLong = (what: string, length: number, most: number): Mistake => ({
  message: `${what} has ${length} characters`,
  remedy: `choose a name of at most ${most}`,
});
