import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { RoleManifest } from '../../../actions/src/hosts/model/facts.ts';
import { emptyEntry } from '../../../actions/src/hosts/model/manifest.ts';
import { observeHost } from '../../../actions/src/hosts/observe.ts';
import { sha256 } from '../../../actions/src/lib/hash.ts';
import { type LocalHost, localHost } from './local-host.ts';

/** Gives each test its own host, which is really observed below a temporary root. */
export let host: LocalHost;
/** Each test file must call this, because they share this module. */
export function useHost(): void {
  beforeEach(() => {
    host = localHost();
  });
  afterEach(() => host.remove());
}

export const at = (path: string) => join(host.root, path);
export const put = (path: string, content: string | Buffer) => {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), content, { mode: 0o644 });
};
export const applied = (text: string, written = text) => ({
  template: sha256(text),
  content: sha256(written),
  text,
});
export const manifest = (web: Partial<RoleManifest>) =>
  put(
    '/var/lib/flotilla/manifest.json',
    JSON.stringify({ version: 1, roles: { web: { ...emptyEntry, ...web } } }),
  );
export const observe = () => observeHost(host);

let programs = '';
/** For a test file that gives the host its own programs, which are found before the machine's. */
export function usePrograms(): void {
  const { PATH } = process.env;
  beforeEach(() => {
    programs = mkdtempSync(join(tmpdir(), 'flotilla-programs-'));
    process.env.PATH = `${programs}:${PATH}`;
  });
  afterEach(() => {
    process.env.PATH = PATH;
    rmSync(programs, { recursive: true });
  });
}

export function program(name: string, script: string): void {
  writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(programs, name), 0o755);
}
