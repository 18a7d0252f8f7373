import { z } from 'zod';
import type { HostConnection } from '../link/connection.ts';
import { parseJson } from '../link/program.ts';
import { STATE } from '../roles/shared.ts';

/** The commit that the last complete apply deployed. The hosts that hold the database keep it. */
const deployedSchema = z.object({
  repository: z.string(),
  commit: z.string().regex(/^[0-9a-f]{40,64}$/),
  /** When it was recorded, in milliseconds since 1970: a host that was away has an older record. */
  at: z.number().optional(),
});
export type Deployed = z.infer<typeof deployedSchema>;

const FILE = `${STATE}/deployed.json`;
const TIMEOUT_MS = 10_000;

/** The newest record. Undefined before the first complete apply by a workflow, and if no record is readable. */
export async function newestDeployed(hosts: readonly HostConnection[]): Promise<Deployed | undefined> {
  const found = await Promise.all(hosts.map(readDeployed));
  return found.flatMap((record) => record ?? []).sort((one, other) => (other.at ?? 0) - (one.at ?? 0))[0];
}

async function readDeployed(host: HostConnection): Promise<Deployed | undefined> {
  const { stdout } = await host.run(`cat ${FILE}`, { timeoutMs: TIMEOUT_MS });
  return deployedSchema.safeParse(parseJson(stdout)).data;
}

export async function writeDeployed(
  host: HostConnection,
  { repository, commit, at }: Deployed,
): Promise<void> {
  const write = `umask 077 && mkdir -p ${STATE} && cat > ${FILE}.new && mv -f ${FILE}.new ${FILE}`;
  const options = { input: `${JSON.stringify({ repository, commit, at })}\n`, timeoutMs: TIMEOUT_MS };
  const { code, stderr } = await host.run(write, options);
  if (code !== 0) throw new Error(`Cannot write ${FILE}: ${stderr.trim()}`);
}
