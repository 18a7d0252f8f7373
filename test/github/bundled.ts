/**
 * For `deps` of a vitest configuration. GitHub's parser imports its schema as JSON without saying so, which Node
 * refuses and a bundler does not.
 */
export const PARSER_BUNDLED = {
  optimizer: {
    ssr: {
      enabled: true,
      include: [
        ...['@actions/expressions', '@actions/expressions/result'],
        ...['@actions/workflow-parser', '@actions/workflow-parser/actions/index'],
      ],
    },
  },
};
