import { defineConfig } from 'vitest/config';

const SHORT = 'test/e2e/kernel/*.test.ts';
const LONG = 'test/e2e/kernel/long/*.test.ts';

/** Two virtual machines that all files share, one after another. `FLOTILLA_KERNEL=all` adds what takes long. */
export default defineConfig({
  test: {
    globalSetup: 'test/e2e/kernel/set-up.ts',
    include: process.env.FLOTILLA_KERNEL === 'all' ? [SHORT, LONG] : [SHORT],
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 1_200_000,
    hookTimeout: 1_200_000,
  },
});
