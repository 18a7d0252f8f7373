/** Replaces one origin by another in a text, in every notation. */
export type Translate = (text: string) => string;

/** How a page writes a URL: plain, in JSON as PHP escapes it, and inside another URL's query. */
const WRITINGS: readonly ((url: string) => string)[] = [
  (url) => url,
  (url) => url.replaceAll('/', '\\/'),
  encodeURIComponent,
];

/** Origins such as `https://test.example.com`, without a trailing slash. A longer name or another port does not match. */
export function translator(from: string, to: string): Translate {
  const pairs = WRITINGS.map(
    (write) => [new RegExp(`${literally(write(from))}${ENDS}`, 'gi'), write(to)] as const,
  );
  return (text) =>
    pairs.reduce((done, [pattern, replacement]) => done.replace(pattern, () => replacement), text);
}

/** The text after it must not continue the origin. */
const ENDS = '(?![\\w-]|\\.\\w|:\\d|%3A\\d)';

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
