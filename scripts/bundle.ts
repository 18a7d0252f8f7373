import { build } from 'esbuild';
import { ACTIONS } from '../actions/src/commands/index.ts';
import { remotePrograms } from './remote-programs.ts';
import { roleTexts } from './role-texts.ts';

const ENTRY = `
import { run } from './actions/src/commands/command.ts';
import { ACTIONS, COMMANDS } from './actions/src/commands/index.ts';
export const command = async (name) => run(await COMMANDS[name]());
export const action = (name) => command(ACTIONS[name]);
`;

/** The files that the actions start from, by name: one CommonJS bundle, and one line for each action. */
export async function bundle(): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: '.' },
    write: false,
    bundle: true,
    platform: 'node',
    // The Python and PHP for hosts come in as text instead of being read from beside their modules.
    conditions: ['bundle'],
    // One copy: dots-wrapper and acme-client require it, the adapter imports it.
    alias: { axios: './node_modules/axios/dist/node/axios.cjs' },
    target: 'node24',
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
    ...outputFiles.map(({ text }) => ['commands.cjs', text] as const),
    ...Object.keys(ACTIONS).map(
      (name) => [`${name}.cjs`, `require('./commands.cjs').action('${name}');\n`] as const,
    ),
  ]);
}
