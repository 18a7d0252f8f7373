/** Lints and formats the Python that runs on hosts, with Ruff, as Biome does the rest; `--check` only reports. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs';

import {
  BACKUPS,
  CHANGES_UNIT,
  CONTENT,
  CONVERGE_LOCK,
  CORES,
  DUMPS,
  FRESH_ADDRESS,
  IDENTITIES,
  MESH_CONFIG,
  MESH_INTERFACE,
  PAGE_CACHE,
  PROBES,
  PROXY_CREDENTIALS,
  SETTINGS,
  SITE_SEEN,
  SITE_TABLES,
  SITE_WANTED,
  STATE,
  TLS_DIRECTORY,
  TLS_SHARE,
  UPLOADS,
  VPN_CERTIFICATE,
  VPN_INTERFACE,
  VPN_KEY,
} from '../actions/src/hosts/roles/shared.ts';

const FOLDER = 'actions/src/hosts/remote';
const PATHS = `${FOLDER}/host/paths.py`;
const SHARED = {
  ...{ BACKUPS, CHANGES_UNIT, CONTENT, CONVERGE_LOCK, CORES, DUMPS, FRESH_ADDRESS },
  ...{ IDENTITIES, MESH_CONFIG, MESH_INTERFACE, PAGE_CACHE, PROBES, PROXY_CREDENTIALS },
  ...{ SETTINGS, SITE_SEEN, SITE_TABLES, SITE_WANTED, STATE, TLS_DIRECTORY, TLS_SHARE },
  ...{ UPLOADS, VPN_CERTIFICATE, VPN_INTERFACE, VPN_KEY },
};
const OPTIONS = {
  'line-length': 120,
  // Debian 12's.
  'target-version': 'py311',
  lint: { select: ['E', 'W', 'F', 'I', 'B', 'UP', 'SIM'] },
};

const ruff = new Workspace(OPTIONS, PositionEncoding.Utf16);
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.py'))
  .map((name) => join(FOLDER, name));
const onlyCheck = process.argv.includes('--check');

const findings = [
  ...update(PATHS, pathsModule()),
  ...files.flatMap((file) => [...lint(file), ...format(file)]),
];
for (const finding of findings) console.error(finding);
if (findings.length > 0) process.exitCode = 1;

function lint(file: string): string[] {
  const found: Diagnostic[] = ruff.check(readFileSync(file, 'utf8'));
  return found.map(({ code, message, start_location: { row } }) => `${file}:${row}: ${code}: ${message}`);
}

function format(file: string): string[] {
  return update(file, ruff.format(readFileSync(file, 'utf8')));
}

function update(file: string, text: string): string[] {
  if (readFileSync(file, 'utf8') === text) return [];
  if (onlyCheck) return [`${file}: is out of date or not formatted. Run npx tsx scripts/python.ts`];
  writeFileSync(file, text);
  return [];
}

function pathsModule(): string {
  const lines = Object.entries(SHARED).map(([name, value]) => `${name} = "${value}"\n`);
  return `"""Paths and names that the roles define, written by scripts/python.ts. Tests put FLOTILLA_ROOT before every path."""

import os

ROOT = os.environ.get("FLOTILLA_ROOT", "")
${lines.join('')}`;
}
