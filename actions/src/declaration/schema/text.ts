import * as z from 'zod';
import { show } from '../problem.ts';

/** The mistake in one value, and what to write instead. */
export interface Mistake {
  readonly message: string;
  readonly remedy: string;
}

export interface TextRule {
  /** Shown by editors. */
  readonly description: string;
  readonly example: string;
  /** The pattern of every valid value. Editors check it too. */
  readonly pattern: RegExp;
  /** Completes "`x` is not …". */
  readonly noun: string;
  /** An example of a valid value. */
  readonly remedy: string;
  /** Explains common mistakes, and checks what a pattern cannot. */
  readonly judge?: (text: string) => Mistake | undefined;
}

/** The mistake in a text, if there is one. */
export const mistakeIn = (text: string, rule: TextRule): Mistake | undefined =>
  rule.judge?.(text) ??
  (rule.pattern.test(text)
    ? undefined
    : {
        message: `${show(text)} is not ${rule.noun}`,
        remedy: `write ${rule.remedy}, e.g. \`${rule.example}\``,
      });

/** A zod string that follows the rule. The issue's `params` contain the remedy. */
export const text = (rule: TextRule) =>
  z
    .string()
    .check((context) => {
      const mistake = mistakeIn(context.value, rule);
      if (!mistake) return;
      const params = { remedy: mistake.remedy };
      context.issues.push({ code: 'custom', input: context.value, message: mistake.message, params });
    })
    .meta({ description: rule.description, examples: [rule.example], pattern: rule.pattern.source });

/** A field's metadata for editors. */
export const about = (description: string, example: unknown) => ({ description, examples: [example] });
