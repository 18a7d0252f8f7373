import { observeOffers } from '../src/cloud/digitalocean/offers.ts';
import { API_URL, openDeclaration } from '../src/commands/cluster.ts';
import { openRepository } from '../src/commands/github.ts';
import { apiToken, directory, url } from '../src/commands/inputs.ts';
import { mode, publish, regionRequest } from '../src/commands/region.ts';
import { renderAddition } from '../src/commands/region-summary.ts';
import { giveUp, output, summarise } from '../src/commands/workflow.ts';
import { allHosts } from '../src/declaration/declaration.ts';
import { refusalsOf } from '../src/region/request.ts';
import { writeRegion } from '../src/region/write.ts';

async function main(): Promise<void> {
  const request = regionRequest();
  mode();
  const declaration = await openDeclaration();
  const token = apiToken().reveal();
  const offers = await observeOffers({ token, endpoint: url('api-url', 'DIGITALOCEAN_API_URL', API_URL) });
  const declared = allHosts(declaration).map(({ name }) => name);
  const refusals = refusalsOf(request, offers, declared);
  if (refusals.length > 0) throw new Error(refusals.join('\n'));
  const github = await openRepository();
  const file = await writeRegion(directory(), declaration, request, offers.droplets);
  output('hosts', file.names.join(' '));
  await summarise(renderAddition(file, request, offers));
  if (github) await publish(github, file, request);
  else process.stdout.write(`Wrote ${file.path} with ${file.names.join(', ')}: look at it and commit it.\n`);
}

main().catch(giveUp);
