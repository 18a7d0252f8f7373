import { defineConfig } from 'vitest/config';
import { PARSER_BUNDLED } from './test/github/bundled.ts';

export default defineConfig({
  test: { include: ['test/unit/**/*.test.ts'], testTimeout: 60_000, deps: PARSER_BUNDLED },
});
