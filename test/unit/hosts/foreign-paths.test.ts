import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { contentScript } from '#remote-scripts';
import { at, converge, file, host, put, useHost, web } from './converging.ts';
import { applied, manifest, observe } from './observing.ts';
import { runProgram } from './requests.ts';

useHost();

/** The user id of `www-data` on every Debian. */
const WWW_DATA = 33;
const isRoot = process.getuid?.() === 0;

function theirs(path: string): void {
  chmodSync(host.root, 0o755);
  mkdirSync(at(path), { recursive: true });
  chownSync(at(path), WWW_DATA, WWW_DATA);
}

/** A link of another user, as PHP's user could create it. */
function theirLink(path: string, target: string): void {
  symlinkSync(target, at(path));
  lchownSync(at(path), WWW_DATA, WWW_DATA);
}

describe.skipIf(!isRoot)('in a directory that PHP’s user owns, root', () => {
  it('converges nothing: no file, link, directory or removal', async () => {
    theirs('/srv/theirs');
    mkdirSync(at('/etc/victim'));
    put('/etc/victim/file', 'whole');
    const before = statSync(at('/etc/victim'));
    theirLink('/srv/theirs/link', at('/etc/victim'));
    const path = '/srv/theirs/link/file';
    const directory = { path: '/srv/theirs/link', mode: '0777', owner: 'www-data', group: 'www-data' };
    for (const role of [
      web({ files: [file(path, 'changed')] }),
      web({ links: [{ path, target: '/etc/shadow' }] }),
      web({ absent: [{ path }] }),
      web({ directories: [directory] }),
      web({ directories: [{ ...directory, path: '/srv/theirs/link/new' }] }),
    ])
      await expect(converge(role)).rejects.toThrow(/belongs to another user.*\/srv\/theirs/);
    expect(readdirSync(at('/etc/victim'))).toEqual(['file']);
    expect(readFileSync(at('/etc/victim/file'), 'utf8')).toBe('whole');
    expect(statSync(at('/etc/victim')).uid).toBe(before.uid);
    expect(statSync(at('/etc/victim')).mode).toBe(before.mode);
  });

  it('does not change the owner of a directory behind a link', async () => {
    mkdirSync(at('/etc/victim'));
    symlinkSync(at('/etc/victim'), at('/etc/link'));
    const directory = { path: '/etc/link', mode: '0777', owner: 'www-data', group: 'www-data' };
    await expect(converge(web({ directories: [directory] }))).rejects.toThrow('/etc/link');
    expect(statSync(at('/etc/victim')).uid).toBe(0);
  });

  it('shows nothing of the target of a link', async () => {
    theirs('/srv/theirs');
    put('/etc/victim/file', 'not for plans');
    theirLink('/srv/theirs/link', at('/etc/victim'));
    manifest({ files: { '/srv/theirs/link/file': applied('ours') } });
    const facts = await observe();
    expect(facts.files).toEqual({ '/srv/theirs/link/file': null });
    expect(JSON.stringify(facts)).not.toContain('not for plans');
  });

  it('deletes pages only in that directory, whatever is swapped meanwhile', async () => {
    const many = Array.from({ length: 3000 }, (_, index) => `page-${index}`);
    for (const name of many) put(`/etc/victim/${name}`, '');
    theirs('/var/cache/nginx/pages/a');
    chownSync(at('/var/cache/nginx/pages'), WWW_DATA, WWW_DATA);
    for (const name of many) put(`/var/cache/nginx/pages/a/${name}`, '');
    put('/srv/www/content/releases/one/wp-content/index.php', '');
    put('/srv/www/content/releases/one/core/wp-load.php', '');
    symlinkSync(at('/srv/www/content/releases/one'), at('/srv/www/content/current'));
    const swapping = spawn('python3', ['-c', SWAP, at('/var/cache/nginx/pages'), at('/etc/victim')], {
      uid: WWW_DATA,
      gid: WWW_DATA,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => {
      swapping.kill();
    });
    await once(swapping.stdout, 'data');
    const switched = runProgram(contentScript, { verb: 'switch', release: 'one' }, host);
    if (swapping.exitCode === null) await once(swapping, 'close');
    expect(switched).toEqual({ was: 'one', live: 'one' });
    expect(readdirSync(at('/etc/victim'))).toHaveLength(many.length);
    expect(existsSync(at('/var/cache/nginx/pages/b'))).toBe(true);
  });

  it('does not descend forever, and still deletes the pages', () => {
    theirs('/var/cache/nginx/pages');
    const deep = `for i in range(1500): os.mkdir('d'); os.chdir('d')`;
    execFileSync('python3', ['-c', `import os; os.chdir('${at('/var/cache/nginx/pages')}')\n${deep}`]);
    put('/var/cache/nginx/pages/1/22/page', '');
    put('/srv/www/content/releases/one/wp-content/index.php', '');
    put('/srv/www/content/releases/one/core/wp-load.php', '');
    symlinkSync('nowhere', at('/srv/www/content/current'));
    runProgram(contentScript, { verb: 'switch', release: 'one' }, host);
    expect(readdirSync(at('/var/cache/nginx/pages/1/22'))).toEqual([]);
    execFileSync('rm', ['-rf', at('/var/cache/nginx/pages')]);
  });
});

/** Replaces the directory as soon as the first page is deleted. */
const SWAP = `
import os, sys
pages, victim = sys.argv[1:]
os.chdir(pages)
whole = len(os.listdir("a"))
print("watching", flush=True)
while len(os.listdir("a")) == whole:
    pass
os.rename("a", "b")
os.symlink(victim, "a")
`;
