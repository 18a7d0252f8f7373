import { defineConfig } from 'vitest/config';
import { PARSER_BUNDLED } from '../github/bundled.ts';
import { SOAK } from '../soak.ts';
import LongestFirst from './longest-first.ts';

/** Files that measure durations: they run last, alone on the machine. */
const ALONE = ['test/e2e/changes/{shown,menus}.test.ts', 'test/e2e/night.test.ts'];

/** These have a configuration of their own. */
const KERNEL = 'test/e2e/kernel/**';

/** Ten minutes of both processors, only when soaking, or alone with `--config test/e2e/cluster/vitest.config.ts conversion`. */
const LONG = SOAK ? [] : ['test/e2e/cluster/conversion.test.ts'];

const SHARED = { testTimeout: 180_000, hookTimeout: 600_000, deps: PARSER_BUNDLED };

// A lane is one cluster. Its files run one after another, and each leaves the cluster as declared.
// Tests mostly wait, so a second lane costs little. A cloud that is up already is one lane.
const LANES = process.env.LOCAL_CLOUD === undefined ? 2 : 1;

export default defineConfig({
  test: {
    globalSetup: 'test/e2e/set-up.ts',
    maxWorkers: LANES,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...{ name: 'lanes', include: ['test/e2e/**/*.test.ts'], exclude: [...ALONE, ...LONG, KERNEL] },
          ...{ maxWorkers: LANES, sequence: { groupOrder: 1 } },
          ...SHARED,
        },
      },
      {
        test: { name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 2 }, ...SHARED },
      },
    ],
  },
});
