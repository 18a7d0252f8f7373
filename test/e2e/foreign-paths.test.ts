import { expect, test } from 'vitest';
import { contentScript } from '#remote-scripts';
import { callProgram, onHost, PRIMARY } from './cluster.ts';

const PAGES = '/var/cache/nginx/pages';
const asPhp = 'setpriv --reuid=www-data --regid=www-data --init-groups';
const script = (text: string): string =>
  `python3 -c "import base64; exec(base64.b64decode('${Buffer.from(text).toString('base64')}'))"`;

/** PHP's user makes as many pages as there are victims, and as soon as the first page goes, swaps the directory. */
const ATTACK = `
import os
os.chdir("${PAGES}")
os.makedirs("x", exist_ok=True)
names = os.listdir("/srv/victim")
for name in names:
    open("x/" + name, "w").close()
if os.fork():
    os._exit(0)
os.setsid()
null = os.open("/dev/null", os.O_RDWR)
for stream in range(3):
    os.dup2(null, stream)
while len(os.listdir("x")) == len(names):
    pass
os.rename("x", "was-x")
os.symlink("/srv/victim", "x")
`;

test('root deletes nothing that PHP’s user names by swapping a directory of the page cache for a link', async () => {
  const victims = 'ls /srv/victim | wc -l';
  await onHost('host-02', 'mkdir -p /srv/victim && cd /srv/victim && touch $(seq -f victim-%g 3000)');
  try {
    await onHost('host-02', `${asPhp} ${script(ATTACK)}`);
    // Makes live what is live: the pages go.
    const live = (await onHost('host-02', 'basename $(readlink /srv/www/content/current)')).trim();
    await callProgram('host-02', contentScript, { verb: 'switch', release: live });
    // The swap took place, and what it led to is whole.
    await expect.poll(() => onHost('host-02', `test -L ${PAGES}/x && echo swapped`)).toBe('swapped\n');
    expect(await onHost('host-02', victims)).toBe('3000\n');
    expect(await onHost('host-02', `find ${PAGES}/was-x/ -type f | wc -l`)).toBe('0\n');
  } finally {
    await onHost('host-02', `rm -rf /srv/victim ${PAGES}/x ${PAGES}/was-x`);
  }
});

/** Root's daemons make these and then leave them to their users; nothing of root's is found through them. */
const LEFT_TO_USERS = [
  /^\/var\/cache\/nginx\/(pages|uploads)$/,
  /^\/var\/lib\/nginx\/(body|fastcgi|proxy|scgi|uwsgi)$/,
  /^\/run\/(flotilla-uploads|mysqld|chrony|rpcbind|systemd\/[\w-]+|user\/\d+)$/,
  /^\/var\/lib\/(mysql|flotilla-changes|systemd\/[\w-]+|nfs\/[\w.]+|private\/[\w/-]+)$/,
  /^\/usr\/lib\/mysql\/plugin\/auth_pam_tool_dir$/,
  /^\/var\/(cache\/apt\/archives|lib\/apt\/lists)\/(partial|auxfiles)$/,
  // Postfix's daemons drop root's power before they work here.
  /^\/var\/(lib\/postfix|spool\/postfix\/[\w-]+)$/,
  /^\/srv\/flotilla\/uploads$/,
];

test('other users own no directory but those that root has no work in', async () => {
  const list =
    'find /etc /opt /root /run /srv /usr /var -type d ! -user root -print -prune 2>/dev/null || true';
  const [onPrimary = '', onWeb = ''] = await Promise.all(
    [PRIMARY, 'host-01'].map((host) => onHost(host, list)),
  );
  // The image brings PHP to the primary too, where nothing runs it.
  const found = [...onPrimary.split('\n').filter((path) => path !== '/run/php'), ...onWeb.split('\n')];
  expect(found.filter((path) => path && !LEFT_TO_USERS.some((known) => known.test(path)))).toEqual([]);
});
