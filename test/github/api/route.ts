import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { Caller } from '../actors.ts';
import type { Hub } from '../hub.ts';
import { notFound } from './errors.ts';
import { callerOf, demand, demandListedAddress, type Need } from './gate.ts';

export interface Call {
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export type AddRoute = (
  method: HTTPMethods,
  /** Below `/repos/<owner>/<name>`. */
  path: string,
  /** Any of these permissions is sufficient. */
  needs: readonly Need[],
  answer: (call: Call) => unknown,
) => void;

/** Adds routes for the only repository. */
export const routesOf =
  (api: FastifyInstance, hub: Hub): AddRoute =>
  (method, path, needs, answer) => {
    api.route({
      method,
      url: `/api/v3/repos/:owner/:name${path}`,
      handler: async (request, reply) => {
        const params = request.params as Record<string, string>;
        const caller = callerOf(hub.tokens, request);
        if (`${params.owner}/${params.name}` !== hub.place.repository) throw notFound();
        demandListedAddress(hub, caller);
        if (needs.length > 0) demand(caller, ...needs);
        const query = request.query as Record<string, string>;
        return answer({ caller, params, query, body: request.body, request, reply });
      },
    });
  };
