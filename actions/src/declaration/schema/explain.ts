import type * as z from 'zod';
import type { Problem } from '../problem.ts';
import { nearest, show, showAll } from '../words.ts';
import { nodeAt, type Path, type Tree } from '../yaml/tree.ts';
import type { YamlFile } from '../yaml/yaml-file.ts';
import { type Field, fieldAt } from './fields.ts';
import { dotted, exampleLine, mistakeOf } from './phrases.ts';

/** A problem of one value; `path` is the value's, or the key's that should be there or should not. */
export interface Finding {
  readonly path: Path;
  readonly kind: 'missing' | 'unknown' | 'wrong';
  readonly problem: Problem;
  /** For an unknown key: the path that was probably meant. */
  readonly meant?: Path;
}

/** What zod found, in words a person can act on. */
export const explain = (file: YamlFile, schema: Field, issue: z.core.$ZodIssue): Finding[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(file, fieldAt(schema, issue.path), issue.path, key));
  }
  const node = nodeAt(file.root, issue.path);
  const field = fieldAt(schema, issue.path);
  return [node ? wrongValue(file, field, issue, node) : missingKey(file, field, issue.path)];
};

const unknownKey = (file: YamlFile, parent: Field | undefined, path: Path, key: string): Finding => {
  const known = Object.keys(parent?.properties ?? {});
  const guess = nearest(key, known);
  const problem = file.problemAtKey(
    [...path, key],
    `unknown key ${show(key)}${path.length === 0 ? '' : ` in ${show(dotted(path))}`}`,
    guess === undefined ? `known keys: ${showAll(known)}` : `did you mean ${show(guess)}?`,
  );
  return {
    path: [...path, key],
    kind: 'unknown',
    problem,
    meant: guess === undefined ? undefined : [...path, guess],
  };
};

const missingKey = (file: YamlFile, field: Field | undefined, path: Path): Finding => {
  const message = `${show(dotted(path))} is missing`;
  return {
    path,
    kind: 'missing',
    problem: file.problemAtKey(path, message, `add ${exampleLine(field, path)}`),
  };
};

const wrongValue = (
  file: YamlFile,
  field: Field | undefined,
  issue: z.core.$ZodIssue,
  node: Tree,
): Finding => {
  const { message, remedy } = mistakeOf(field, issue, node);
  const name = issue.path.length === 0 ? '' : `${dotted(issue.path)}: `;
  return {
    path: issue.path,
    kind: 'wrong',
    problem: file.problemAtValue(issue.path, name + message, remedy),
  };
};
