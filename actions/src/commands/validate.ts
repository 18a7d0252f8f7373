import { allHosts } from '../declaration/declaration.ts';
import { plural } from '../lib/words.ts';
import { plain } from '../plan/render/markdown-escape.ts';
import { openDeclaration } from './cluster.ts';
import { COMMON, command } from './command.ts';
import { print } from './show.ts';
import { summarise } from './workflow.ts';

export const validate = command({
  summary: 'Checks the declaration alone. Needs no secrets and no network.',
  inputs: { directory: COMMON.directory },
  async run() {
    print(await validDeclaration());
  },
});

/** Checks what can be checked without secrets: the declaration alone. */
export async function validateOnly(): Promise<void> {
  const text =
    `${await validDeclaration()} It was not planned: this run has no secrets, like a run for Dependabot or for a merge ` +
    'queue. For a plan, a maintainer pushes a commit to the branch.';
  print(text);
  await summarise(`### Declaration checked, not planned\n\n${plain(text)}\n`);
}

async function validDeclaration(): Promise<string> {
  const declaration = await openDeclaration();
  const hosts = allHosts(declaration);
  const regions = new Set(hosts.map(({ region }) => region));
  return `The declaration of ${declaration.cluster} is valid: ${plural(hosts.length, 'host')} in ${plural(regions.size, 'region')}.`;
}
