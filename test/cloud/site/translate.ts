/** Replaces one origin by another in a text, however it is written there. */
export type Translate = (text: string) => string;

/** How a page writes a URL: plain, in JSON as PHP escapes it, and inside another URL's query. */
const WRITINGS: readonly ((url: string) => string)[] = [
  (url) => url,
  (url) => url.replaceAll('/', '\\/'),
  encodeURIComponent,
];

/** Origins as `https://test.example.com`, without a last slash. A longer name or another port is no match. */
export function translator(from: string, to: string): Translate {
  const pairs = WRITINGS.map(
    (write) => [new RegExp(`${literally(write(from))}${ENDS}`, 'gi'), write(to)] as const,
  );
  return (text) =>
    pairs.reduce((done, [pattern, replacement]) => done.replace(pattern, () => replacement), text);
}

/** What follows must not make it the beginning of another origin. */
const ENDS = '(?![\\w-]|\\.\\w|:\\d|%3A\\d)';

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
