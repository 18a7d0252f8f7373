import * as z from 'zod';
import { nearest, type Problem, show, showAll } from '../problem.ts';
import { emptyFile, parseYaml } from '../yaml/parse.ts';
import { nodeAt, type Path, plain, type Tree, type YamlFile } from '../yaml/yaml-file.ts';
import { type Field, fieldAt } from './fields.ts';
import { dotted, exampleLine, mistakeOf } from './phrases.ts';

/** One file after its own schema has checked it. */
export class CheckedFile<T> {
  readonly file: YamlFile;
  readonly problems: readonly Problem[];
  /** The whole value with defaults; undefined if anything in it is wrong. */
  readonly value: T | undefined;
  readonly #faulty: ReadonlySet<string>;

  constructor(file: YamlFile, problems: readonly Problem[], faulty: readonly Path[], value?: T) {
    this.file = file;
    this.problems = problems;
    this.#faulty = new Set(faulty.map(keyOf));
    this.value = value;
  }

  /** A declared value without a problem of its own, for the rules across files. */
  sound(path: Path): unknown {
    const node = nodeAt(this.file.root, path);
    return node === undefined || this.#faulty.has(keyOf(path)) ? undefined : plain(node);
  }

  /** Whether it is not declared and nothing above it is wrong, so the default applies. */
  absent(path: Path): boolean {
    const above = path.map((_, depth) => keyOf(path.slice(0, depth + 1)));
    const judged = this.file.root !== undefined && !above.some((key) => this.#faulty.has(key));
    return judged && nodeAt(this.file.root, path) === undefined;
  }
}

const keyOf = (path: Path): string => JSON.stringify(path);

/** Parses a file and checks it against a schema. */
export const checkFile = <S extends z.ZodType>(
  schema: S,
  path: string,
  text: string,
): CheckedFile<z.output<S>> => {
  const { file, problems } = parseYaml(path, text);
  if (file.root === undefined) return new CheckedFile(file, problems, []);
  const values = plain(file.root);
  if (values === null) return new CheckedFile(file, [emptyFile(file)], []);
  const result = schema.safeParse(values);
  if (result.success) return new CheckedFile(file, problems, [], result.data);
  const findings = findingsOf(file, schema, result.error.issues);
  return new CheckedFile(
    file,
    [...problems, ...findings.map((finding) => finding.problem)],
    findings.map((finding) => finding.path),
  );
};

/** A misspelt key is one mistake. The missing right key is not reported as well. */
const findingsOf = (file: YamlFile, schema: z.ZodType, issues: readonly z.core.$ZodIssue[]): Finding[] => {
  const field = z.toJSONSchema(schema, { io: 'input' }) as Field;
  const findings = issues.flatMap((issue) => explain(file, field, issue));
  const meant = new Set(findings.flatMap((finding) => (finding.meant ? [keyOf(finding.meant)] : [])));
  return findings.filter((finding) => finding.kind !== 'missing' || !meant.has(keyOf(finding.path)));
};

/** A problem of one value. `path` is that of the value, or of a missing or unknown key. */
interface Finding {
  readonly path: Path;
  readonly kind: 'missing' | 'unknown' | 'wrong';
  readonly problem: Problem;
  /** For an unknown key: the path that the author probably meant. */
  readonly meant?: Path;
}

/** What zod found, as problems with a remedy. */
const explain = (file: YamlFile, schema: Field, issue: z.core.$ZodIssue): Finding[] => {
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
