import { readFileSync, writeFileSync } from 'node:fs';

const LIMIT = '/proc/sys/fs/inotify/max_user_instances';
/** A host's systemd takes 5 instances, all for root: Linux's limit of 128 is too low for two lanes with up to 20 hosts. */
const ENOUGH = 512;

/** Raises the limit during the tests. Returns a function that restores it. */
export function raiseInotifyLimit(): () => void {
  const before = readFileSync(LIMIT, 'utf8');
  if (Number(before) >= ENOUGH) return () => {};
  writeFileSync(LIMIT, String(ENOUGH));
  return () => writeFileSync(LIMIT, before);
}
