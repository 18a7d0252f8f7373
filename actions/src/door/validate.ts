import { allHosts } from '../declaration/declaration.ts';
import { plain } from '../plan/markdown-escape.ts';
import { plural } from '../plan/words.ts';
import { openDeclaration } from './cluster.ts';
import { summarise } from './workflow.ts';

/** All that can be said of a pull request that is given no secrets. */
export async function validateOnly(): Promise<void> {
  const declaration = await openDeclaration();
  const hosts = allHosts(declaration);
  const regions = new Set(hosts.map(({ region }) => region));
  const text =
    `The declaration of ${declaration.cluster} has no mistake: ${plural(hosts.length, 'host')} in ${plural(regions.size, 'region')}. ` +
    'It was not planned: pull requests of forks and of Dependabot are given no secrets. ' +
    'For a plan, a maintainer pushes the branch to this repository.';
  process.stdout.write(`${text}\n`);
  await summarise(`### Declaration checked, not planned\n\n${plain(text)}\n`);
}
