import { existsSync, readFileSync } from 'node:fs';

const fileOf = (module: string): URL => new URL(`./${module.replaceAll('.', '/')}.py`, import.meta.url);
const sourceOf = (module: string): string => readFileSync(fileOf(module), 'utf8');

/**
 * A program for hosts as one text, since it travels over SSH's standard input or is installed as one file: `loader.py`, then
 * `<name>/__main__.py` with the modules that it imports, each after those it imports itself. They find each other in
 * `sys.modules`, so import modules of ours only with `from <folder>.<module> import …`, and without circles.
 */
export function program(name: string): string {
  const modules = new Set(withImports(`${name}.__main__`));
  return [`${sourceOf('loader')}\n`, ...[...modules].map(section)].join('\n');
}

const withImports = (module: string): string[] => [...importsOf(module).flatMap(withImports), module];

/** Our modules; others are Python's own. */
const importsOf = (module: string): string[] =>
  [...sourceOf(module).matchAll(/^from ([\w.]+) import /gm)]
    .map(([, imported = '']) => imported)
    .filter((imported) => existsSync(fileOf(imported)));

/** The source as it is, so the installed file can still be read. */
function section(module: string): string {
  const source = sourceOf(module);
  if (source.includes("'''"))
    throw new Error(`${fileOf(module).pathname} contains ''', which the program uses to quote it: use """.`);
  return `load("${module}", r'''${source}''')\n`;
}

/**
 * The Python that runs on hosts, as text. In a checkout this module reads it; a bundle is built with the condition `bundle` and
 * has `scripts.bundled.ts` instead (`imports` in package.json).
 */
export const factsScript = program('facts');
export const leaseScript = program('lease');
export const certificatesScript = program('certificates');
export const convergeScript = program('converge');
export const contentScript = program('content');
export const dumpsScript = program('dumps');
export const pageScript = program('page');
