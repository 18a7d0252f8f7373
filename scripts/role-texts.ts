import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const ROLES = 'actions/src/hosts/roles';

/** Replaces `read-text.ts` in a bundle: the texts of all roles' files are in it, so nothing is read at run time. */
export const roleTexts: Plugin = {
  name: 'texts of roles',
  setup({ onLoad }) {
    onLoad({ filter: /\/hosts\/roles\/read-text\.ts$/ }, () => ({
      contents: `const TEXTS = ${JSON.stringify(texts())};\nexport const readText = (path) => TEXTS[path];\n`,
      loader: 'js',
    }));
  },
};

const texts = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(ROLES, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.ts'))
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((path) => [path.slice(ROLES.length + 1), readFileSync(path, 'utf8')]),
  );
