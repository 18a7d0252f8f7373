import { defineConfig } from 'vitest/config';

/** `FLOTILLA_KERNEL=all`, as `./scripts/test --kernel` sets it, adds what takes long. */
const isAll = process.env.FLOTILLA_KERNEL === 'all';
const ONE_BY_ONE = { maxWorkers: 1, fileParallelism: false, testTimeout: 2_400_000, hookTimeout: 1_200_000 };

export default defineConfig({
  test: {
    projects: [
      {
        // Two virtual machines that all files share.
        test: {
          ...{ name: 'two', sequence: { groupOrder: 1 }, ...ONE_BY_ONE },
          globalSetup: 'test/e2e/kernel/set-up.ts',
          include: ['test/e2e/kernel/*.test.ts', ...(isAll ? ['test/e2e/kernel/long/*.test.ts'] : [])],
        },
      },
      {
        // Each file has a cloud of its own.
        test: {
          ...{ name: 'own', sequence: { groupOrder: 2 }, ...ONE_BY_ONE },
          include: isAll ? ['test/e2e/kernel/own/*.test.ts'] : [],
        },
      },
    ],
  },
});
