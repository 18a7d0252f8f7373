import { existsSync, readFileSync } from 'node:fs';

const fileOf = (module: string): URL => new URL(`./${module.replaceAll('.', '/')}.py`, import.meta.url);
const sourceOf = (module: string): string => readFileSync(fileOf(module), 'utf8');

/**
 * A program for hosts as one text, since it travels over SSH's standard input or is installed as one file: `loader.py`,
 * and after it the modules from `<name>/__main__.py` on, each after those that it imports. They find each other in
 * `sys.modules`, so modules of ours are imported by `from <folder>.<module> import …` alone, and in no circle.
 */
export function program(name: string): string {
  const modules = new Set(withImports(`${name}.__main__`));
  return [`${sourceOf('loader')}\n`, ...[...modules].map(section)].join('\n');
}

const withImports = (module: string): string[] => [...importsOf(module).flatMap(withImports), module];

/** Ours; others are Python's own. */
const importsOf = (module: string): string[] =>
  [...sourceOf(module).matchAll(/^from ([\w.]+) import /gm)]
    .map(([, imported = '']) => imported)
    .filter((imported) => existsSync(fileOf(imported)));

/** As it is, and so still to be read where it is installed. */
function section(module: string): string {
  const source = sourceOf(module);
  if (source.includes("'''"))
    throw new Error(`${fileOf(module).pathname} holds ''' and cannot be quoted by it: use """.`);
  return `load("${module}", r'''${source}''')\n`;
}
