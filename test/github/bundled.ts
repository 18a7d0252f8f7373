/**
 * For `deps` of a vitest configuration. GitHub's parser imports its JSON schema without an import attribute, which Node
 * refuses and a bundler accepts.
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
