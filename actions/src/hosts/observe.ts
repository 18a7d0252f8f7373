import { z } from 'zod';
import { factsScript } from '#remote-scripts';
import { type HostConnection, NotAdmitted } from './link/connection.ts';
import { call, ProgramFailure } from './link/program.ts';
import { refusalIn } from './link/refusals.ts';
import { type Facts, factsSchema } from './model/facts.ts';

const factsProgram = {
  source: factsScript,
  timeoutMs: 60_000,
  verbs: { observe: { input: z.object({}), result: factsSchema } },
};

/**
 * Reads a host's facts by one command. For a plan's key, the host runs the copy of the program that is installed there, whatever the
 * key asks for; one of an earlier version prints the same facts, without `event`. Throws if the host does not answer with facts.
 */
export async function observeHost(connection: HostConnection): Promise<Facts> {
  try {
    return await call({ connection }, factsProgram, 'observe', {});
  } catch (error) {
    if (!(error instanceof ProgramFailure)) throw error;
    throw noFacts(error);
  }
}

function noFacts({ reason, output }: ProgramFailure): Error {
  const closed = refusalIn(output);
  if (closed !== undefined) return new NotAdmitted(closed);
  const end = output.trim().slice(-400);
  return new Error(
    `The facts command failed: ${reason}${end === '' || end === reason ? '' : `: …${end}`}. ` +
      'Open a shell with `./scripts/ssh` and the name of the host, run `flotilla-facts` there and fix what it reports (it needs python3); apply reinstalls it.',
  );
}
