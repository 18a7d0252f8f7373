import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Debian's package for a program, if it is named differently. */
const PACKAGES: Readonly<Record<string, string>> = { ssh: 'openssh-client' };

/** Throws at the start of a run. Names every missing program and how to install it. */
export function requirePrograms(...names: readonly string[]): void {
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const packages = missing.map((name) => PACKAGES[name] ?? name).join(' ');
  throw new Error(
    `${where()} has no ${missing.join(' and no ')}. Nothing was changed. Install what is missing, on Debian or Ubuntu with ` +
      `\`sudo apt-get install ${packages}\`, and run this again.`,
  );
}

const isInstalled = (name: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => isProgram(join(folder || '.', name)));

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const where = (): string =>
  process.env.RUNNER_NAME ? `The runner "${process.env.RUNNER_NAME}"` : 'This machine';
