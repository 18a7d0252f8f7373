import { z } from 'zod';
import type { HostConnection } from '../link/connection.ts';
import { parseJson } from '../link/program.ts';
import { STATE } from '../roles/shared.ts';

/** The commit that the last complete apply deployed; the primary keeps it. */
const deployedSchema = z.object({ repository: z.string(), commit: z.string().regex(/^[0-9a-f]{40,64}$/) });
export type Deployed = z.infer<typeof deployedSchema>;

const FILE = `${STATE}/deployed.json`;
const TIMEOUT_MS = 10_000;

/** Undefined before the first complete apply by a workflow, and if the record is unreadable. */
export async function readDeployed(primary: HostConnection): Promise<Deployed | undefined> {
  const { stdout } = await primary.run(`cat ${FILE}`, { timeoutMs: TIMEOUT_MS });
  return deployedSchema.safeParse(parseJson(stdout)).data;
}

export async function writeDeployed(
  primary: HostConnection,
  { repository, commit }: Deployed,
): Promise<void> {
  const write = `umask 077 && mkdir -p ${STATE} && cat > ${FILE}.new && mv -f ${FILE}.new ${FILE}`;
  const options = { input: `${JSON.stringify({ repository, commit })}\n`, timeoutMs: TIMEOUT_MS };
  const { code, stderr } = await primary.run(write, options);
  if (code !== 0) throw new Error(`Cannot write ${FILE}: ${stderr.trim()}`);
}
