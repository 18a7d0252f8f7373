import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { at, converge, put, read, useHost, web } from './converging.ts';

useHost();

const POLICY = '/usr/sbin/policy-rc.d';
const PATH = process.env.PATH ?? '';
const program = (name: string, text: string) =>
  writeFileSync(at(`/bin/${name}`), `#!/bin/bash\nR=${at('')}\n${text}`, { mode: 0o755 });

/** A stand-in for apt: it waits for the lock, then dpkg runs the given hooks and `meanwhile`. */
const apt = (meanwhile: string, status = 0) =>
  program(
    'apt-get',
    `ls $R${POLICY} >> $R/while-waiting 2>/dev/null
for word; do case $word in Dpkg::Options::=--pre-invoke=*) sh -c "\${word#*invoke=}" ;; esac; done
${meanwhile}
for word; do case $word in Dpkg::Options::=--post-invoke=*) sh -c "\${word#*invoke=}" ;; esac; done
exit ${status}`,
  );
const install = () => converge(web({ packages: ['nginx'] }));
const isActive = (unit: string) => existsSync(at(`/active/${unit}`));

beforeEach(() => {
  for (const folder of ['/bin', '/active', '/usr/sbin']) mkdirSync(at(folder), { recursive: true });
  process.env.PATH = `${at('/bin')}:${PATH}`;
  put('/active/mariadb.service', '');
  program('dpkg', 'exit 1');
  program(
    'systemctl',
    `verb=$1; shift
block() { echo "Id=$1"; echo LoadState=loaded
  [ -e $R/active/$1 ] && echo ActiveState=active || echo ActiveState=inactive
  echo UnitFileState=enabled; echo; }
case $verb in
  show) case $2 in --state=*) for unit in $R/active/*; do block \${unit##*/}; done ;;
    *) shift 2; for unit; do block $unit; done ;; esac ;;
  start) shift; [ -e $R/broken ] && { echo 'Job failed'; exit 1; }; for unit; do touch $R/active/$unit; done ;;
  is-active) [ -e $R/active/$2 ] ;;
esac`,
  );
});
afterEach(() => {
  process.env.PATH = PATH;
});

it('starts no services while its own dpkg runs, and does not affect another dpkg', async () => {
  apt(`
$R${POLICY} new.service start || echo "ours, new: $?" >> $R/answers
$R${POLICY} mariadb.service restart && echo "ours, active: 0" >> $R/answers
env -u FLOTILLA_INSTALLS $R${POLICY} new.service start && echo "another's, new: 0" >> $R/answers`);
  await install();
  expect(read('/answers').trim().split('\n')).toEqual([
    'ours, new: 101',
    'ours, active: 0',
    "another's, new: 0",
  ]);
  expect(read('/while-waiting')).toBe('');
  expect(existsSync(at(POLICY))).toBe(false);
});

it('restarts a service that an upgrade by its own dpkg stopped', async () => {
  apt(`rm $R/active/mariadb.service
$R${POLICY} mariadb.service start || echo "held back" >> $R/answers`);
  await install();
  expect(read('/answers')).toBe('held back\n');
  expect(isActive('mariadb.service')).toBe(true);
});

it('restarts it even if the packages failed, and gives the reason', async () => {
  apt('rm -f $R/active/mariadb.service; echo no such package', 100);
  program('dpkg', 'exit 0');
  await expect(install()).rejects.toThrow(/apt-get update .*no such package/);
  expect(isActive('mariadb.service')).toBe(true);
});

it('fails if it cannot be restarted, and names it', async () => {
  apt('rm $R/active/mariadb.service; touch $R/broken');
  await expect(install()).rejects.toThrow(
    /packages: mariadb\.service ran before .* ended with status 1: Job failed/,
  );
});

it('removes a policy that a killed run of this or an earlier version left behind', async () => {
  apt('');
  symlinkSync(at('/run/flotilla-policy-rc.d'), at(POLICY));
  await install();
  expect(existsSync(at(POLICY))).toBe(false);
  put(POLICY, '#!/bin/sh\n# flotilla, while it installs packages: what does not run yet …\n');
  await converge(web({ packages: ['nginx', 'curl'] }));
  expect(existsSync(at(POLICY))).toBe(false);
});

it('leaves a policy of the host’s owner alone', async () => {
  put(POLICY, '#!/bin/sh\nexit 0\n');
  apt(`cat $R${POLICY} >> $R/answers`);
  await install();
  expect(read('/answers')).toBe('#!/bin/sh\nexit 0\n');
  expect(readFileSync(at(POLICY), 'utf8')).toBe('#!/bin/sh\nexit 0\n');
  expect(lstatSync(at(POLICY)).isFile()).toBe(true);
});
