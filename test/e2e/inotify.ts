import { readFileSync, writeFileSync } from 'node:fs';

const LIMIT = '/proc/sys/fs/inotify/max_user_instances';
/** A host's systemd takes 5, all on root's account: Linux's 128 are too few for two lanes with 20 hosts at most. */
const ENOUGH = 512;

/** Raises the limit for as long as the tests last; the function that it gives puts it back. */
export function raiseInotifyLimit(): () => void {
  const before = readFileSync(LIMIT, 'utf8');
  if (Number(before) >= ENOUGH) return () => {};
  writeFileSync(LIMIT, String(ENOUGH));
  return () => writeFileSync(LIMIT, before);
}
