import { type BuildResult, build } from 'esbuild';

/** Bundles doors into files that start alone; `write: false` gives their contents instead. */
export const bundle = (
  doors: readonly string[],
  outdir: string,
  { write = true }: { readonly write?: boolean } = {},
): Promise<BuildResult> =>
  build({
    entryPoints: Object.fromEntries(doors.map((door) => [door, `actions/${door}/main.ts`])),
    outdir,
    write,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    // The Python for hosts comes in as text instead of being read from beside its module.
    conditions: ['bundle'],
    target: 'node20',
    // ES module output trips over `__dirname` in the SSH library.
    format: 'cjs',
    loader: { '.py': 'text' },
    // Optional native speed-ups of ssh2; it runs without them.
    external: ['cpu-features', '*.node'],
    legalComments: 'none',
    charset: 'utf8',
  });
