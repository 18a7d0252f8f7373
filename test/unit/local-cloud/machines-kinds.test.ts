import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseHosts } from '../../cloud/hosts-option.ts';
import { limit } from '../../cloud/machines/container/cgroup.ts';

describe('--hosts', () => {
  it.each([
    ['container', []],
    ['vm', 'all'],
    ['vm:sql', ['sql']],
    ['vm:sql,host-01', ['sql', 'host-01']],
  ])('%s', (value, vms) => {
    expect(parseHosts(value)).toEqual(vms);
  });
  it.each(['', 'vm:', 'VM', 'kvm'])('refuses "%s" and says what it takes', (value) => {
    expect(() => parseHosts(value)).toThrow(/use container, vm, or vm:NAME,NAME/);
  });
});

describe('the limits of a size', () => {
  let cgroup = '';
  beforeEach(() => {
    cgroup = mkdtempSync(join(tmpdir(), 'flotilla-cgroup-'));
  });
  afterEach(() => rmSync(cgroup, { recursive: true }));
  const written = async (...files: string[]) => {
    for (const file of files) writeFileSync(join(cgroup, file), '');
    await limit([cgroup], { memoryMiB: 512, vcpus: 2 });
    return files.map((file) => readFileSync(join(cgroup, file), 'utf8'));
  };
  it('are set by the names of cgroup1', async () => {
    expect(await written('memory.limit_in_bytes', 'cpu.cfs_quota_us')).toEqual(['536870912', '200000']);
  });
  it('are set by the names of cgroup2', async () => {
    expect(await written('memory.max', 'cpu.max')).toEqual(['536870912', '200000 100000']);
  });
  it('are left out where the hierarchy has none', async () => {
    await limit([cgroup], { memoryMiB: 512, vcpus: 2 });
    expect(() => readFileSync(join(cgroup, 'memory.max'))).toThrow();
  });
});
