import { dump } from 'js-yaml';
import type * as z from 'zod';
import { nearest, show, showAll } from '../problem.ts';
import type { Path, Tree } from '../yaml/yaml-file.ts';
import type { Field } from './fields.ts';
import type { Mistake } from './text.ts';

/** The mistake in an existing value, and the remedy. */
export const mistakeOf = (field: Field | undefined, issue: z.core.$ZodIssue, node: Tree): Mistake => {
  switch (issue.code) {
    case 'custom':
      return { message: issue.message, remedy: String(issue.params?.remedy) };
    case 'invalid_value':
      return notOneOf(issue.values.map(String), node);
    case 'too_small':
      return node.kind === 'list' ? EMPTY_LIST : outside(node, 'small', `${issue.minimum} or more`);
    case 'too_big':
      return outside(node, 'large', `${issue.maximum} or less`);
    default:
      return wrongType(field, issue, node);
  }
};

const EMPTY_LIST: Mistake = {
  message: 'the list is empty',
  remedy: 'write at least one item, or remove the key to use the default',
};

const outside = (node: Tree, how: string, right: string): Mistake => ({
  message: `${written(node)} is too ${how}`,
  remedy: `write ${right}`,
});

const notOneOf = (values: readonly string[], node: Tree): Mistake => {
  const guess = node.kind === 'scalar' ? nearest(node.source, values) : undefined;
  return {
    message: `${written(node)} is not known`,
    remedy: guess === undefined ? `write one of ${showAll(values)}` : `did you mean ${show(guess)}?`,
  };
};

const wrongType = (field: Field | undefined, issue: z.core.$ZodIssue, node: Tree): Mistake => {
  const expected = issue.code === 'invalid_type' ? issue.expected : '';
  if (node.kind === 'scalar' && node.value === null) {
    return { message: 'the value is missing', remedy: `write ${exampleLine(field, issue.path)}` };
  }
  const message = `${written(node)} is not ${TYPES[expected] ?? 'the right kind of value'}`;
  if (expected === 'string' && node.kind === 'scalar') {
    return { message, remedy: `quote it: \`'${node.source}'\`` };
  }
  const meant = node.kind === 'scalar' ? MEANT[expected]?.(node.source) : undefined;
  if (expected === 'boolean' && meant === undefined) return { message, remedy: eitherWay(issue.path, field) };
  const example = meant === undefined ? field : { ...field, examples: [meant] };
  return { message, remedy: `write ${exampleLine(example, issue.path)}` };
};

const TRUE = ['true', 'yes', 'on', 'y', 't', '1', 'enable', 'enabled'];
const FALSE = ['false', 'no', 'off', 'n', 'f', '0', 'disable', 'disabled', 'none', 'never'];

/** Boolean values in other languages, and in YAML before 1.2. */
const booleanMeant = (source: string): boolean | undefined => {
  const word = source.toLowerCase().replace(/^(["'])(.*)\1$/, '$2');
  if (TRUE.includes(word)) return true;
  return FALSE.includes(word) ? false : undefined;
};

/** A number in quotes, or with a unit behind it. */
const numberMeant = (source: string): number | undefined => {
  const [digits] = /^\d{1,9}(?=\s*[a-z]*$)/i.exec(source.trim()) ?? [];
  return digits === undefined ? undefined : Number(digits);
};

const MEANT: Readonly<Record<string, (source: string) => boolean | number | undefined>> = {
  boolean: booleanMeant,
  int: numberMeant,
  number: numberMeant,
};

/** Names both values if the meaning is unclear, because advice must never say the opposite of what the author meant. */
const eitherWay = (path: Path, field: Field | undefined): string =>
  `write \`${String(path.at(-1))}: true\` or \`${String(path.at(-1))}: false\`${field?.description ? `. ${field.description}` : ''}`;

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'a group of keys',
  record: 'a group of keys',
};

const written = (node: Tree): string => {
  if (node.kind === 'map') return 'a group of keys';
  if (node.kind === 'list') return 'a list';
  return show(node.source);
};

/** `` `ttl: 60`. Time to live… ``; for a group without an example, its keys. */
export const exampleLine = (field: Field | undefined, path: Path): string => {
  if (field?.examples === undefined) return `the keys ${showAll(Object.keys(field?.properties ?? {}))}`;
  const last = path.at(-1);
  const key = typeof last === 'number' ? '- ' : `${String(last)}: `;
  const value = dump(field.examples[0], { flowLevel: 0, lineWidth: -1 }).trim();
  return `\`${key}${value}\`${field.description ? `. ${field.description}` : ''}`;
};

/** `wordpress.admin.email`, `ssh.from[1]` */
export const dotted = (path: Path): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}${text && '.'}${String(part)}`),
    '',
  );
