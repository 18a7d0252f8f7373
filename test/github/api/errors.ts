import type { FastifyInstance } from 'fastify';
import type { ZodType } from 'zod';

/** An error response, in GitHub's words. */
export class GitHubError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors?: readonly unknown[],
  ) {
    super(message);
  }
}

export const notFound = () => new GitHubError(404, 'Not Found');
export const forbidden = (message = 'Resource not accessible by integration') =>
  new GitHubError(403, message);
/** The answer to requests about issues if the repository has issues turned off. */
export const issuesDisabled = () => new GitHubError(410, 'Issues has been disabled in this repository.');
export const unprocessable = (message: string) => new GitHubError(422, message);

/** A 422 with one error about one resource, e.g. `A pull request already exists for acme:branch.` */
export const invalid = (resource: string, message: string) =>
  new GitHubError(422, 'Validation Failed', [{ resource, code: 'custom', message }]);

export function found<T>(thing: T | undefined): T {
  if (thing === undefined) throw notFound();
  return thing;
}

/** @throws a 422 that names every invalid field. */
export function parse<T>(schema: ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({
    ...{ field: path.join('.'), code: 'invalid', message },
  }));
  throw new GitHubError(422, 'Invalid request.', errors);
}

export function answerErrors(api: FastifyInstance): void {
  api.setErrorHandler((error, _, reply) => {
    const { status, message, errors } = asGitHubError(error);
    const said = { message, documentation_url: 'https://docs.github.com/rest', status: String(status) };
    return reply.code(status).send(errors ? { ...said, errors } : said);
  });
  api.setNotFoundHandler(() => {
    throw notFound();
  });
}

function asGitHubError(error: unknown): GitHubError {
  if (error instanceof GitHubError) return error;
  return new GitHubError(500, `The local GitHub: ${error instanceof Error ? error.stack : String(error)}`);
}
