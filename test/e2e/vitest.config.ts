import { defineConfig } from 'vitest/config';
import { PARSER_BUNDLED } from '../github/bundled.ts';

export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: 'test/e2e/set-up.ts',
    // One cluster, one story: files run one after another and each leaves the cluster as declared.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 600_000,
    deps: PARSER_BUNDLED,
  },
});
