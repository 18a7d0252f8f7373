import { defineConfig } from 'vitest/config';
import { PARSER_BUNDLED } from './test/github/bundled.ts';

export default defineConfig({
  // Files share what they import, which is a third of the time; so a set-up is called by each file, not imported.
  test: {
    include: ['test/unit/**/*.test.ts'],
    testTimeout: 180_000,
    pool: 'threads',
    isolate: false,
    maxWorkers: '100%',
    deps: PARSER_BUNDLED,
  },
});
