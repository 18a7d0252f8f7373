import { defineConfig } from 'vitest/config';
import { PARSER_BUNDLED } from '../github/bundled.ts';
import LongestFirst from './longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: 'test/e2e/set-up.ts',
    // A lane is one cluster, one story: its files run one after another and each leaves the cluster as declared.
    // Most of a file is waiting, so a second lane costs little; a cloud that is up already is one lane.
    maxWorkers: process.env.LOCAL_CLOUD === undefined ? 2 : 1,
    sequence: { sequencer: LongestFirst },
    testTimeout: 180_000,
    hookTimeout: 600_000,
    deps: PARSER_BUNDLED,
  },
});
