import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts'],
    testTimeout: 60_000,
    deps: {
      optimizer: {
        ssr: {
          // GitHub's parser imports its schema as JSON without saying so, which Node refuses and a bundler does not.
          enabled: true,
          include: [
            ...['@actions/expressions', '@actions/expressions/result'],
            ...['@actions/workflow-parser', '@actions/workflow-parser/actions/index'],
          ],
        },
      },
    },
  },
});
