import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { truthy } from '@actions/expressions/result';
import { isBasicExpression, isMapping, isSequence } from '@actions/workflow-parser';
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index';

/** The status so far, for `success()`, `failure()` and `cancelled()`. */
export interface Status {
  readonly success: boolean;
  readonly failure: boolean;
  readonly cancelled: boolean;
}

/** The contexts available to an expression. */
export interface Scope {
  /** JSON values by the context's name, e.g. `github`. */
  readonly contexts: Readonly<Record<string, unknown>>;
  readonly status?: Status;
}

/** @param condition an `if`, without `${{ }}`. */
export const isTrue = (condition: string, scope: Scope): boolean => truthy(evaluate(condition, scope));

/** Evaluates every expression in a value of a workflow. Returns JSON; undefined stays undefined. */
export function resolve(token: TemplateToken | undefined, scope: Scope): unknown {
  if (token === undefined) return undefined;
  if (isBasicExpression(token)) return toJson(evaluate(token.expression, scope));
  if (isSequence(token)) return [...token].map((item) => resolve(item, scope));
  if (!isMapping(token)) return token.toJSON();
  return Object.fromEntries([...token].map(({ key, value }) => [key.toString(), resolve(value, scope)]));
}

/** Like `resolve`, for a mapping to strings, e.g. `env`. Numbers and booleans become strings as on GitHub. */
export function resolveTexts(token: TemplateToken | undefined, scope: Scope): Record<string, string> {
  if (token === undefined) return {};
  if (isBasicExpression(token)) return textsOf(resolve(token, scope));
  if (!isMapping(token)) throw new Error(`Line ${token.line}: write a mapping of names to values`);
  return Object.fromEntries([...token].map(({ key, value }) => [key.toString(), resolveText(value, scope)]));
}

export function resolveText(token: TemplateToken | undefined, scope: Scope): string {
  if (token === undefined) return '';
  if (isBasicExpression(token)) return evaluate(token.expression, scope).coerceString();
  return token.isScalar ? token.toString() : JSON.stringify(resolve(token, scope));
}

const textsOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(value ?? {}).map(([key, text]) => [key, String(text)]));

function evaluate(expression: string, { contexts, status }: Scope): data.ExpressionData {
  const functions = status ? statusFunctions(status) : [];
  const { tokens } = new Lexer(expression).lex();
  const parsed = new Parser(tokens, Object.keys(contexts), functions).parse();
  const known = new Map(functions.map((each) => [each.name, each]));
  return new Evaluator(parsed, fromJson(contexts) as data.Dictionary, known).evaluate();
}

const statusFunctions = ({ success, failure, cancelled }: Status) =>
  Object.entries({ success, failure, cancelled, always: true }).map(([name, value]) => ({
    ...{ name, minArgs: 0, maxArgs: 0 },
    call: () => new data.BooleanData(value),
  }));

const fromJson = (value: unknown): data.ExpressionData => JSON.parse(JSON.stringify(value), data.reviver);
const toJson = (value: data.ExpressionData): unknown => JSON.parse(JSON.stringify(value, data.replacer));
