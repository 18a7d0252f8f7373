import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Files share what they import, which is a third of the time; so a set-up is called by each file, not imported.
  test: {
    include: ['test/unit/**/*.test.ts'],
    testTimeout: 60_000,
    pool: 'threads',
    isolate: false,
    maxWorkers: '100%',
  },
});
