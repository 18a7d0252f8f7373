import { z } from 'zod';
import { sha256 } from '../../lib/hash.ts';
import { generationsIn, type Template } from '../../lib/template.ts';
import { type RoleManifest, roleManifestSchema } from './facts.ts';
import type { GuardedCommand } from './role.ts';
import type { HostChange, Step } from './steps.ts';

const names = z.array(z.string()).readonly();
/** How a role's changes alter its entry of the manifest; the host keeps the rest of the entry. */
export const manifestPatchSchema = z.object({
  add: roleManifestSchema,
  /** Names to remove, by field of the entry. */
  drop: z.object({
    packages: names,
    directories: names,
    files: names,
    links: names,
    absent: names,
    units: names,
    commands: names,
  }),
});
export type ManifestPatch = z.infer<typeof manifestPatchSchema>;

/** Fills a template for the manifest and for the host. */
interface Filler {
  /** Fills facts and leaves secrets as holes: a later plan, which knows the facts, compares with this. */
  readonly known: (template: Template) => Template;
  /** Fills every hole. */
  readonly all: (template: Template) => string;
}

/** Changes when a guarded command changes. */
export const commandHash = (check: string, run: Template): string => sha256(`${check}\0${run}`);

const EMPTY_ENTRY = {
  packages: [],
  directories: [],
  files: {},
  links: [],
  absent: [],
  units: [],
  commands: {},
} satisfies RoleManifest;

/** The entry of a role that was never applied. */
export const emptyEntry: RoleManifest = EMPTY_ENTRY;

const FIELD_OF = {
  file: 'files',
  link: 'links',
  absent: 'absent',
  directory: 'directories',
  unit: 'units',
  package: 'packages',
  command: 'commands',
} as const;

/**
 * `packages` are all that the role declares: those that came with the image belong to the role from now on too, so a plan
 * notices when one is removed.
 */
export function manifestPatch(
  changes: readonly HostChange[],
  packages: readonly string[],
  filler: Filler,
): ManifestPatch {
  const steps = changes.map(({ step }) => step);
  return { add: { ...entryOf(steps, filler), packages: [...packages] }, drop: forgotten(steps) };
}

function entryOf(steps: readonly Step[], filler: Filler): RoleManifest {
  const only = <K extends Step['kind']>(kind: K) => stepsOf(steps, kind);
  const commands = [...only('prepare'), ...only('command')].map(({ command }) => command);
  return {
    ...emptyEntry,
    directories: only('directory').map(({ directory }) => directory.path),
    files: Object.fromEntries(only('file').map(({ file }) => [file.path, fileEntry(file.content, filler)])),
    links: only('link').map(({ link }) => link.path),
    absent: only('absent').map(({ path }) => path),
    units: only('unit').map(({ unit }) => unit.name),
    commands: Object.fromEntries(commands.map((command) => commandEntry(command, filler))),
  };
}

function forgotten(steps: readonly Step[]): ManifestPatch['drop'] {
  const items = stepsOf(steps, 'forget');
  const gone = (field: string) => items.flatMap(({ item, name }) => (FIELD_OF[item] === field ? [name] : []));
  return {
    packages: gone('packages'),
    directories: gone('directories'),
    files: gone('files'),
    links: gone('links'),
    absent: gone('absent'),
    units: gone('units'),
    commands: gone('commands'),
  };
}

const stepsOf = <K extends Step['kind']>(steps: readonly Step[], kind: K) =>
  steps.filter((step): step is Extract<Step, { kind: K }> => step.kind === kind);

function fileEntry(content: Template, { known, all }: Filler): RoleManifest['files'][string] {
  const text = known(content);
  return { template: sha256(text), content: sha256(all(content)), text };
}

function commandEntry({ name, check, run }: GuardedCommand, { known }: Filler) {
  const filledCheck = known(check);
  const generations = generationsIn(run);
  const template = commandHash(filledCheck, known(run));
  return [
    name,
    { check: filledCheck, template, ...(generations.length > 0 ? { generations } : {}) },
  ] as const;
}
