import { allHosts } from '../declaration/declaration.ts';
import { plural } from '../lib/words.ts';
import { plain } from '../plan/render/markdown-escape.ts';
import { openDeclaration } from './cluster.ts';
import { summarise } from './workflow.ts';

/** What can be checked without secrets: the declaration alone. */
export async function validateOnly(): Promise<void> {
  const declaration = await openDeclaration();
  const hosts = allHosts(declaration);
  const regions = new Set(hosts.map(({ region }) => region));
  const text =
    `The declaration of ${declaration.cluster} has no mistake: ${plural(hosts.length, 'host')} in ${plural(regions.size, 'region')}. ` +
    'It was not planned: this run is given no secrets, like a run for Dependabot or for a merge queue. ' +
    'For a plan, a maintainer pushes a commit to the branch.';
  process.stdout.write(`${text}\n`);
  await summarise(`### Declaration checked, not planned\n\n${plain(text)}\n`);
}
