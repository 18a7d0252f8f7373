import { defineConfig } from 'vitest/config';

/** For `npm run bench:redundancy`, and to repeat one of these tests: they need no other cloud than their own. */
export default defineConfig({
  test: {
    include: ['test/e2e/cluster/*.test.ts'],
    maxWorkers: 1,
    testTimeout: 180_000,
    hookTimeout: 600_000,
  },
});
