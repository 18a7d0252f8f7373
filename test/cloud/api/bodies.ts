import type { FastifyInstance } from 'fastify';
import { badRequest } from './errors.ts';

/** Clients send `content-type: application/json` with a DELETE that has no body. */
export function acceptEmptyBodies(api: FastifyInstance): void {
  api.removeContentTypeParser('application/json');
  api.addContentTypeParser('application/json', { parseAs: 'string' }, async (_: unknown, text: string) =>
    text === '' ? undefined : parseJson(text),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('error parsing request body');
  }
}
