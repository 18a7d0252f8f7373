import { appendFile, cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Declaration } from '../../actions/src/declaration/declaration.ts';
import { loadDeclaration } from '../../actions/src/declaration/load.ts';
import { formatProblem } from '../../actions/src/declaration/problem.ts';

/** A copy of the committed `cluster/`, with the database in the shape that was asked for. */
export async function declarationOf(topology: string | undefined): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'flotilla-demo-'));
  await cp('cluster', join(directory, 'cluster'), { recursive: true });
  if (topology !== undefined && topology !== (await declared(directory)).database.topology)
    await appendFile(join(directory, 'cluster/cluster.yml'), `\ndatabase: { topology: ${topology} }\n`);
  return directory;
}

export async function declared(directory: string): Promise<Declaration> {
  const read = await loadDeclaration(directory);
  if ('declaration' in read) return read.declaration;
  throw new Error(read.problems.map(formatProblem).join('\n'));
}
