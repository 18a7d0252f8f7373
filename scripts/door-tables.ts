/**
 * Writes the tables of the doors' inputs and outputs in `actions/README.md` from their `action.yml`. `--check` only says
 * whether they are current.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { z } from 'zod';

const README = 'actions/README.md';
const PLACE = /(<!-- doors -->\n)[\s\S]*?(<!-- \/doors -->)/;

const inputSchema = z.strictObject({
  description: z.string(),
  required: z.boolean().default(false),
  default: z.string().optional(),
});
const actionSchema = z.object({
  name: z.string(),
  description: z.string(),
  inputs: z.record(z.string(), inputSchema),
  outputs: z.record(z.string(), z.strictObject({ description: z.string() })).default({}),
});

const cell = (text: string): string => text.trim().replaceAll('|', '\\|').replace(/\s+/g, ' ');

function section(door: string): string {
  const action = actionSchema.parse(load(readFileSync(`actions/${door}/action.yml`, 'utf8')));
  const inputs = Object.entries(action.inputs).map(
    ([name, { description, required, default: preset }]) =>
      `| \`${name}\` | ${cell(description)} | ${required ? 'required' : preset ? `\`${preset}\`` : ''} |`,
  );
  const outputs = Object.entries(action.outputs).map(
    ([name, { description }]) => `| \`${name}\` | ${cell(description)} |`,
  );
  return [
    `### \`${door}\`\n\n${action.description}`,
    ['| Input | | Default |', '|---|---|---|', ...inputs].join('\n'),
    ...(outputs.length > 0 ? [['| Output | |', '|---|---|', ...outputs].join('\n')] : []),
  ].join('\n\n');
}

const doors = readdirSync('actions').filter((name) => existsSync(`actions/${name}/action.yml`));
const before = readFileSync(README, 'utf8');
const tables = doors.map(section).join('\n\n');
const after = before.replace(PLACE, (_, start: string, end: string) => `${start}\n${tables}\n\n${end}`);

if (!process.argv.includes('--check')) writeFileSync(README, after);
else if (after !== before || !PLACE.test(before)) {
  console.error(
    `${README} does not say what the action.yml files say: run npx tsx scripts/door-tables.ts and commit it`,
  );
  process.exitCode = 1;
}
