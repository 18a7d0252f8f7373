import { appendFileSync } from 'node:fs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isWrite } from './gate.ts';

/** One line of the journal: a request and its response. It contains no tokens, and user data is masked. */
export interface JournalLine {
  /** The time of the response, ISO 8601. */
  readonly time: string;
  readonly method: string;
  /** Including the query. */
  readonly path: string;
  /** Null if the connection was closed before the response. */
  readonly status: number | null;
  /** Milliseconds from request to response. */
  readonly ms: number;
  readonly access: 'read' | 'write';
  /** The body of the request. */
  readonly body?: unknown;
  /** Size of the response's body in bytes. */
  readonly bytes: number;
}

export class Journal {
  constructor(private readonly path: string | undefined) {}

  /** Written before the response is sent, so a client that has the response finds the line. */
  keep(api: FastifyInstance): void {
    api.addHook('onSend', async (request, reply, payload) => this.write(request, reply, payload));
  }

  write(request: FastifyRequest, reply: FastifyReply, payload?: unknown): void {
    if (this.path === undefined) return;
    appendFileSync(this.path, `${JSON.stringify(line(request, reply, payload))}\n`);
  }
}

function line(request: FastifyRequest, reply: FastifyReply, payload: unknown): JournalLine {
  return {
    time: new Date().toISOString(),
    method: request.method,
    path: request.url,
    status: request.raw.socket.destroyed ? null : reply.statusCode,
    ms: Math.round(reply.elapsedTime),
    access: isWrite(request) ? 'write' : 'read',
    body: masked(request.body),
    bytes: typeof payload === 'string' || Buffer.isBuffer(payload) ? Buffer.byteLength(payload) : 0,
  };
}

/** User data contains the host's private key. */
function masked(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('user_data' in body)) return body;
  return { ...body, user_data: '[masked]' };
}
