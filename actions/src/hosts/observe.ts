import { factsScript } from '#remote-scripts';
import { type HostConnection, NotAdmitted } from './link/connection.ts';
import { jsonIn } from './link/printed.ts';
import { refusalIn } from './link/refusals.ts';
import { type Facts, factsSchema } from './model/facts.ts';

/**
 * Asks a host for its facts by one command; the key of a plan gets the same from the copy of the script installed there,
 * whatever it asks for. Throws when the host does not answer with facts.
 */
export async function observeHost(connection: HostConnection): Promise<Facts> {
  const { code, stdout, stderr } = await connection.run('python3 -IS -', {
    input: factsScript,
    timeoutMs: 60_000,
  });
  if (code !== 0) throw noFacts(`ended with status ${code ?? 'none, by a signal'}`, stderr);
  const facts = factsSchema.safeParse(jsonIn(stdout));
  if (!facts.success) throw noFacts(`printed no facts: ${facts.error.issues[0]?.path.join('.')}`, stdout);
  return facts.data;
}

const noFacts = (what: string, said: string): Error => {
  const closed = refusalIn(said);
  if (closed !== undefined) return new NotAdmitted(closed);
  return new Error(
    `The facts command ${what}${said.trim() && `: …${said.trim().slice(-400)}`}. ` +
      'Open a shell by `./scripts/ssh` and the name of the host, run `flotilla-facts` there and mend what it names (it needs python3); apply reinstalls it.',
  );
};
