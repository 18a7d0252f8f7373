import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { poll } from '../../runtime/poll.ts';

interface Boot {
  /** For `systemd-nspawn -M`. It also determines the name of the link's outer end. */
  readonly name: string;
  readonly root: string;
  readonly log: string;
  readonly cgroups: readonly string[];
}

/** A container that is on. */
export interface Booted {
  /** The process id of its init in this namespace. */
  readonly init: number;
  /** Settles when the power is off for any reason. */
  readonly ended: Promise<'off' | 'reboot'>;
}

/** With `--keep-unit`, systemd-nspawn leaves a reboot to its caller and ends with this exit code. */
const REBOOT = 133;

/** Boots a root tree. Resolves when its init accepts commands. Ends with this process's PID namespace. */
export async function boot(machine: Boot): Promise<Booted> {
  const log = await open(machine.log, 'a');
  const child = spawn('sh', ['-c', IN_CGROUPS, 'sh', ...machine.cgroups, '--', ...nspawn(machine)], {
    stdio: ['ignore', log.fd, log.fd],
  });
  await log.close();
  const ended = new Promise<'off' | 'reboot'>((resolve) => {
    child.once('close', (code) => resolve(code === REBOOT ? 'reboot' : 'off'));
  });
  try {
    const what = `the init of ${machine.name}; see ${machine.log}`;
    return { init: await poll(() => readyInit(child, machine), { what, timeoutMs: 30_000 }), ended };
  } catch (error) {
    child.kill('SIGKILL');
    await ended;
    throw error;
  }
}

/** A shell enters the cgroups first, so no process of the machine stays outside them. */
const IN_CGROUPS =
  'while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs" || exit; shift; done; shift; exec "$@"';

/** For OpenVPN, the stand-in of NFS, and systemd's automounts. */
const DEVICES: readonly string[] = ['/dev/net/tun', '/dev/fuse', '/dev/autofs'];

const nspawn = ({ name, root }: Boot): readonly string[] => [
  ...['systemd-nspawn', '--quiet', '--settings=no', '--register=no', '--keep-unit', '--boot'],
  ...['--machine', name, '--directory', root, '--network-veth', '--console=pipe'],
  ...['--resolv-conf=off', '--timezone=off', '--link-journal=no'],
  ...['--capability=CAP_NET_ADMIN', ...DEVICES.map((device) => `--bind=${device}`)],
];

async function readyInit(child: ChildProcess, machine: Boot): Promise<number | undefined> {
  if (child.exitCode !== null) throw new Error(await lastWords(machine));
  const init = childrenOf(child.pid).find((pid) => nameOf(pid) === 'systemd');
  return init !== undefined && existsSync(`/proc/${init}/root/run/systemd/private`) ? init : undefined;
}

const lastWords = async ({ name, log }: Boot): Promise<string> =>
  `${name} did not boot; the end of ${log}:\n${(await readFile(log, 'utf8')).split('\n').slice(-10).join('\n')}`;

const childrenOf = (pid: number | undefined): readonly number[] =>
  read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);

const nameOf = (pid: number): string => read(`/proc/${pid}/comm`).trim();

/** Processes may end while this reads them. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
