import * as z from 'zod';
import type { Problem } from '../problem.ts';
import { emptyFile, parseYaml } from '../yaml/parse.ts';
import { nodeAt, type Path, plain } from '../yaml/tree.ts';
import type { YamlFile } from '../yaml/yaml-file.ts';
import { explain, type Finding } from './explain.ts';
import type { Field } from './fields.ts';

/** One file after its own schema has judged it. */
export class CheckedFile<T> {
  readonly file: YamlFile;
  readonly problems: readonly Problem[];
  /** The whole, defaults filled in; undefined when anything in it is wrong. */
  readonly value: T | undefined;
  readonly #faulty: ReadonlySet<string>;

  constructor(file: YamlFile, problems: readonly Problem[], faulty: readonly Path[], value?: T) {
    this.file = file;
    this.problems = problems;
    this.#faulty = new Set(faulty.map(keyOf));
    this.value = value;
  }

  /** A value that is written and has no problem of its own, so that rules across files can still look at it. */
  sound(path: Path): unknown {
    const node = nodeAt(this.file.root, path);
    return node === undefined || this.#faulty.has(keyOf(path)) ? undefined : plain(node);
  }

  /** Not written, and nothing above it is wrong: the default holds. */
  absent(path: Path): boolean {
    const above = path.map((_, depth) => keyOf(path.slice(0, depth + 1)));
    const judged = this.file.root !== undefined && !above.some((key) => this.#faulty.has(key));
    return judged && nodeAt(this.file.root, path) === undefined;
  }
}

const keyOf = (path: Path): string => JSON.stringify(path);

/** Parses a file and holds it to a schema. */
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

/** A misspelt key is one mistake: that the right one is missing is not said again. */
const findingsOf = (file: YamlFile, schema: z.ZodType, issues: readonly z.core.$ZodIssue[]): Finding[] => {
  const field = z.toJSONSchema(schema, { io: 'input' }) as Field;
  const findings = issues.flatMap((issue) => explain(file, field, issue));
  const meant = new Set(findings.flatMap((finding) => (finding.meant ? [keyOf(finding.meant)] : [])));
  return findings.filter((finding) => finding.kind !== 'missing' || !meant.has(keyOf(finding.path)));
};
