import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Fault, Faults } from './faults.ts';
import { pathOf } from './gate.ts';
import type { Journal } from './journal.ts';

/** Injects the ordered faults into admitted requests. Comes before `journal.keep`, which sees the remaining requests. */
export function makeFaults(api: FastifyInstance, faults: Faults, journal: Journal): void {
  const dropAfter = new WeakSet<FastifyRequest>();

  // By now the body has been read for the journal, and nothing has been done.
  api.addHook('preHandler', async (request, reply) => {
    const fault = faults.meet(request.method, pathOf(request));
    if (!fault) return;
    if (fault.delayMs) await pause(fault.delayMs);
    if (fault.drop === 'before') return hangUp(request, reply, journal);
    if (fault.drop === 'after') dropAfter.add(request);
    else if (fault.status) return answer(fault, fault.status, request, reply);
  });
  api.addHook('onSend', async (request) => {
    if (dropAfter.has(request)) request.raw.socket.destroy();
  });
}

/** A hijacked reply is never sent, so its journal line is written here. */
function hangUp(request: FastifyRequest, reply: FastifyReply, journal: Journal): FastifyReply {
  reply.hijack();
  request.raw.socket.destroy();
  journal.write(request, reply);
  return reply;
}

function answer(fault: Fault, status: number, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (fault.retryAfter !== undefined) reply.header('retry-after', fault.retryAfter);
  const usual = {
    id: 'ordered_fault',
    message: `The test ordered status ${status} here.`,
    request_id: request.id,
  };
  return reply.code(status).send(fault.body ?? usual);
}
