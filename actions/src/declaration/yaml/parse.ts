import { EVENT_ID, type Event, parseEvents, YAMLException } from 'js-yaml';
import type { Problem } from '../problem.ts';
import { TreeBuilder } from './tree-builder.ts';
import { YamlFile } from './yaml-file.ts';

/** Deeper than any declaration, and shallow enough that nesting cannot exhaust the stack. */
const MAX_DEPTH = 16;

/**
 * Reads one YAML document. Anchors, aliases and tags are refused before anything is expanded, so a small file
 * cannot grow into a large value. The file has no root if its structure is unclear.
 */
export const parseYaml = (path: string, text: string): { file: YamlFile; problems: readonly Problem[] } => {
  const rootless = new YamlFile(path, text);
  const events = eventsOf(rootless, text);
  if (!Array.isArray(events)) return { file: rootless, problems: [events] };
  const refused = [...documentProblems(rootless, events), ...featureProblems(rootless, events)];
  if (refused.length > 0) return { file: rootless, problems: refused };
  const builder = new TreeBuilder(path, text, events);
  return { file: new YamlFile(path, text, builder.build()), problems: builder.problems };
};

const eventsOf = (file: YamlFile, text: string): Event[] | Problem => {
  try {
    return parseEvents(text, { maxDepth: MAX_DEPTH });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const offset = error.mark?.position ?? 0;
    return file.problem(offset, `YAML syntax: ${error.reason}`, syntaxRemedy(error.reason));
  }
};

const syntaxRemedy = (reason: string): string =>
  REMEDIES.find(([sign]) => sign.test(reason))?.[1] ??
  'check the indentation, colons, quotes and brackets here and on the line above';

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/^tab/, 'indent with spaces'],
  [/maxDepth/, 'a declaration is two or three levels deep; remove the extra brackets'],
  [/deficient indentation/, 'close the quote or bracket that is open above, or indent this line further'],
  [/end of the stream/, 'close the quote or bracket that is open here'],
  [/non-printable|null byte|JSON character/, 'remove the invisible character'],
];

const documentProblems = (file: YamlFile, events: readonly Event[]): Problem[] => {
  const documents = events.filter((event) => event.type === EVENT_ID.DOCUMENT);
  if (documents.length === 1) return [];
  if (documents.length === 0) return [emptyFile(file)];
  const second = events.findLastIndex((event) => event.type === EVENT_ID.DOCUMENT) + 1;
  const at = startOf(events[second]);
  return [
    file.problem(
      at,
      'a second YAML document starts here',
      'keep one document: remove the `---` and what follows',
    ),
  ];
};

export const emptyFile = (file: YamlFile): Problem =>
  file.problem(0, 'the file is empty', 'write the declaration, or delete the file');

const startOf = (event: Event | undefined): number => {
  if (event?.type === EVENT_ID.SCALAR) return Math.max(event.valueStart, 0);
  return event && 'start' in event ? event.start : 0;
};

/** The first of each kind only: a YAML bomb is one mistake, not a thousand. */
const featureProblems = (file: YamlFile, events: readonly Event[]): Problem[] => {
  const anchor = events.find((event) => 'anchorStart' in event && event.anchorStart >= 0);
  const tag = events.find((event) => 'tagStart' in event && event.tagStart >= 0);
  return [
    ...(anchor && 'anchorStart' in anchor ? [anchorProblem(file, anchor.anchorStart)] : []),
    ...(tag && 'tagStart' in tag ? [tagProblem(file, tag.tagStart)] : []),
  ];
};

// js-yaml's offset is after the `&` or `*`.
const anchorProblem = (file: YamlFile, start: number): Problem =>
  file.problem(
    start - 1,
    'anchors and aliases (`&x`, `*x`, `<<`) are not supported',
    'repeat the value in each place',
  );

const tagProblem = (file: YamlFile, start: number): Problem =>
  file.problem(
    start,
    'tags (`!!str`, `!x`) are not supported',
    'remove the tag; quote a value to make it text',
  );
