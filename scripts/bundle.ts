import { build } from 'esbuild';
import { remotePrograms } from './remote-programs.ts';
import { roleTexts } from './role-texts.ts';

/** The files the doors start from, by name: one bundle of all, CommonJS, and a line for each door. */
export async function bundle(doors: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export const doors = { ${doors.map((door) => `'${door}': () => import('./actions/${door}/main.ts')`).join(', ')} };`,
      resolveDir: '.',
    },
    write: false,
    bundle: true,
    platform: 'node',
    // The Python and PHP for hosts come in as text instead of being read from beside their modules.
    conditions: ['bundle'],
    // One copy: dots-wrapper and acme-client require it, the adapter imports it.
    alias: { axios: './node_modules/axios/dist/node/axios.cjs' },
    target: 'node20',
    // ES module output trips over `__dirname` in the SSH library.
    format: 'cjs',
    plugins: [remotePrograms, roleTexts],
    // Optional native speed-ups of ssh2; it runs without them.
    external: ['cpu-features', '*.node'],
    // Smaller by a third; names stay, for stack traces that say where.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    charset: 'utf8',
  });
  return new Map([
    ...outputFiles.map(({ text }) => ['doors.cjs', text] as const),
    ...doors.map((door) => [`${door}.cjs`, `require('./doors.cjs').doors['${door}']();\n`] as const),
  ]);
}
