/** Checks that imports between the folders of actions/src only go down, types included. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const SOURCE = 'actions/src';
/** From the bottom up. A folder may import itself and the folders on earlier lines. */
const LAYERS: readonly (readonly string[])[] = [
  ['lib'],
  ['declaration'],
  ['secrets'],
  ['hosts'],
  ['cloud'],
  ['plan'],
  ['github', 'run'],
  ['certificates', 'content', 'region'],
  ['apply'],
  ['commands'],
];

const levelOf = (folder: string): number => LAYERS.findIndex((layer) => layer.includes(folder));
const folderOf = (path: string): string => relative(SOURCE, path).split('/')[0] ?? '';

/** The formatter keeps every import in this form. */
const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/\bfrom '(\.[^']+)'/g)].map(([, name = '']) =>
    join(dirname(file), name),
  );

const findings = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join(SOURCE, file))
  .flatMap((file) => violationsIn(file));

if (findings.length > 0) {
  console.error(`Imports in ${SOURCE} only go down: ${LAYERS.map((layer) => layer.join(', ')).join(' < ')}.`);
  console.error('Move what both need to the lower folder, or pass it down as a parameter.');
  for (const finding of findings) console.error(`  ${finding}`);
  process.exitCode = 1;
}

function violationsIn(file: string): string[] {
  const from = folderOf(file);
  if (levelOf(from) < 0) return [`${file}: the folder ${from} has no layer in scripts/layers.ts`];
  return importsOf(file)
    .map(folderOf)
    .filter((to) => to !== from && levelOf(to) >= levelOf(from))
    .map((to) => `${file}: imports from ${to}`);
}
