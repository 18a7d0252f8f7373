import type { FastifyInstance } from 'fastify';
import { type ZodType, z } from 'zod';

/** An error response, in DigitalOcean's words. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    /** DigitalOcean's short name of the status, e.g. `unprocessable_entity`. */
    readonly id: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

export const badRequest = (message: string) => new ApiError(400, 'bad_request', message);
export const conflict = (message: string) => new ApiError(409, 'conflict', message);
export const unprocessable = (message: string) => new ApiError(422, 'unprocessable_entity', message);
export const notFound = () =>
  new ApiError(404, 'not_found', 'The resource you were accessing could not be found.');

export function found<T>(thing: T | undefined): T {
  if (thing === undefined) throw notFound();
  return thing;
}

/** @throws a 422 that names every invalid field. */
export function parse<T>(schema: ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  const complaints = result.error.issues.map(({ path, message }) =>
    [path.join('.'), message].filter(Boolean).join(': '),
  );
  throw unprocessable(complaints.join(', '));
}

/** Every error response has the form `{id, message, request_id}`. */
export function answerErrors(api: FastifyInstance): void {
  api.setErrorHandler((error, request, reply) => {
    const { status, id, message, headers } = asApiError(error, (oops) => request.log.error(oops));
    return reply.code(status).headers(headers).send({ id, message, request_id: request.id });
  });
  api.setNotFoundHandler(() => {
    throw notFound();
  });
}

function asApiError(error: unknown, report: (error: unknown) => void): ApiError {
  if (error instanceof ApiError) return error;
  const { data } = z.object({ statusCode: z.number().min(400).max(499) }).safeParse(error);
  if (data) return badRequest('error parsing request body');
  report(error);
  return new ApiError(500, 'server_error', 'Unexpected server-side error');
}
