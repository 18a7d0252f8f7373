import { basename, dirname } from 'node:path';
import type { Plugin } from 'esbuild';
import { program } from '../actions/src/hosts/remote/scripts.ts';

/** Lets a bundle import the `__main__.py` of a program for hosts as the text of that whole program. */
export const remotePrograms: Plugin = {
  name: 'remote programs',
  setup({ onLoad }) {
    onLoad({ filter: /\/__main__\.py$/ }, ({ path }) => ({
      contents: program(basename(dirname(path))),
      loader: 'text',
    }));
  },
};
