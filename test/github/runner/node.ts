import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The Node for `using: node24`, from npm's package for this machine. */
export const ACTIONS_NODE: string = join(dirname(manifestOf(`node-linux-${process.arch}`)), 'bin/node');

function manifestOf(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(`${name}/package.json`);
  } catch {
    throw new Error(`The local GitHub runs actions on Node 24 and needs the npm package ${name}: npm ci`);
  }
}
