import { expect, test } from 'vitest';
import { contentScript } from '#remote-scripts';
import { callProgram, onHost, PRIMARY } from './cluster.ts';

const PAGES = '/var/cache/nginx/pages';
const asPhp = 'setpriv --reuid=www-data --regid=www-data --init-groups';
const script = (text: string): string =>
  `python3 -c "import base64; exec(base64.b64decode('${Buffer.from(text).toString('base64')}'))"`;

/** PHP's user creates as many pages as there are victims, and swaps the directory as soon as the first page is deleted. */
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

test('root deletes nothing outside the page cache when PHP’s user swaps a directory for a link', async () => {
  const victims = 'ls /srv/victim | wc -l';
  await onHost('host-02', 'mkdir -p /srv/victim && cd /srv/victim && touch $(seq -f victim-%g 3000)');
  try {
    await onHost('host-02', `${asPhp} ${script(ATTACK)}`);
    // Switching to the live release deletes the pages.
    const live = (await onHost('host-02', 'basename $(readlink /srv/www/content/current)')).trim();
    await callProgram('host-02', contentScript, { verb: 'switch', release: live });
    // The swap happened, and its target is complete.
    await expect.poll(() => onHost('host-02', `test -L ${PAGES}/x && echo swapped`)).toBe('swapped\n');
    expect(await onHost('host-02', victims)).toBe('3000\n');
    expect(await onHost('host-02', `find ${PAGES}/was-x/ -type f | wc -l`)).toBe('0\n');
  } finally {
    await onHost('host-02', `rm -rf /srv/victim ${PAGES}/x ${PAGES}/was-x`);
  }
});

/** Root's daemons create these for their users. Root reads nothing through them. */
const LEFT_TO_USERS = [
  /^\/var\/cache\/nginx\/(pages|uploads)$/,
  /^\/var\/lib\/nginx\/(body|fastcgi|proxy|scgi|uwsgi)$/,
  /^\/run\/(flotilla-uploads|haproxy|mysqld|chrony|rpcbind|systemd\/[\w-]+|user\/\d+)$/,
  /^\/var\/lib\/(mysql|flotilla-changes|systemd\/[\w-]+|nfs\/[\w.]+|private\/[\w/-]+)$/,
  /^\/usr\/lib\/mysql\/plugin\/auth_pam_tool_dir$/,
  /^\/var\/(cache\/apt\/archives|lib\/apt\/lists)\/(partial|auxfiles)$/,
  // Postfix's daemons drop root's privileges before they work here.
  /^\/var\/(lib\/postfix|spool\/postfix\/[\w-]+)$/,
  /^\/srv\/flotilla\/uploads$/,
  // Syncthing's home. Root copies its configuration there as PHP's user, and asks Syncthing for its ID as PHP's user.
  /^\/var\/lib\/flotilla-syncthing$/,
];

test('other users own only directories in which root does nothing', async () => {
  const list =
    'find /etc /opt /root /run /srv /usr /var -type d ! -user root -print -prune 2>/dev/null || true';
  const [onPrimary = '', onWeb = ''] = await Promise.all(
    [PRIMARY, 'host-01'].map((host) => onHost(host, list)),
  );
  // The image installs PHP on the primary too, where nothing runs it.
  const found = [...onPrimary.split('\n').filter((path) => path !== '/run/php'), ...onWeb.split('\n')];
  expect(found.filter((path) => path && !LEFT_TO_USERS.some((known) => known.test(path)))).toEqual([]);
});
