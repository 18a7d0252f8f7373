import { spawn } from 'node:child_process';
import type { RunnerMachine } from './machine.ts';

/** This machine. Started commands end with this process. */
export const HERE: RunnerMachine = {
  environment: { PATH: process.env.PATH ?? '' },
  start([...command], { env, cwd }) {
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...command], {
      ...{ env: { ...env }, cwd, detached: true },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { child, leader: () => child.pid };
  },
};
