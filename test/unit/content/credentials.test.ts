import { expect, onTestFinished, test } from 'vitest';
import { openRelease } from '../../../actions/src/content/release.ts';
import { scan } from '../../../actions/src/content/tree/scan.ts';
import { inSlices } from '../../../actions/src/content/tree/slices.ts';
import { MIB, tree } from './tree.ts';

const STYLE = { 'themes/a/style.css': '' };
const mistakesIn = async (files: Record<string, string>) =>
  (await inSlices(scan(tree({ ...STYLE, ...files }), MIB))).mistakes;
const CONFIG = 'plugins/p/wp-config.php';

test.each([
  ['a helper without credentials', "<?php\nrequire ABSPATH . 'wp-settings.php';\n"],
  ['no password', "<?php define('DB_PASSWORD', '');"],
  ['WordPress’s sample', "<?php define( 'DB_PASSWORD', 'password_here' );"],
  ['a sample’s keys', "<?php define( 'AUTH_KEY',         'put your unique phrase here' );"],
  ['the environment', "<?php define('DB_PASSWORD', getenv('DB_PASSWORD'));"],
  ['a fallback for the environment', "<?php define('DB_PASSWORD', getenv_docker('DB_PASSWORD', 'example'));"],
  ['a template', "<?php define('DB_PASSWORD', '{{ password }}'); define('AUTH_KEY', '%KEY%');"],
  ['a variable', '<?php define("DB_PASSWORD", "$password");'],
])('releases a wp-config.php with %s', async (_, text) => {
  expect(await mistakesIn({ [CONFIG]: text })).toEqual([]);
});

test.each([
  [
    'a password',
    CONFIG,
    "<?php\n\ndefine( 'DB_PASSWORD', 'correct horse' );",
    /Line 3 sets the credential DB_PASSWORD/,
  ],
  [
    'an escaped quote',
    CONFIG,
    "<?php define('DB_PASSWORD', 'it\\'s');",
    /Line 1 sets the credential DB_PASSWORD/,
  ],
  ['a dollar', CONFIG, "<?php define('DB_PASSWORD', 'pa$word');", /Line 1 sets the credential DB_PASSWORD/],
  ['a constant', CONFIG, "<?php\nconst DB_PASSWORD = 'x)y';", /Line 2 sets the credential DB_PASSWORD/],
  ['a key', CONFIG, '<?php define("NONCE_SALT", "k#9(");', /Line 1 sets the credential NONCE_SALT/],
  [
    'another case',
    'themes/a/WP-Config.PHP',
    "<?php DEFINE('DB_PASSWORD','x1');",
    /Line 1 sets the credential DB_PASSWORD/,
  ],
  [
    'a copy',
    'themes/a/wp-config.php.bak',
    "define('DB_PASSWORD', 's3cret');",
    /Line 1 sets the credential DB_PASSWORD/,
  ],
])('%s is refused with its line', async (_, path, text, message) => {
  const mistakes = await mistakesIn({ [path]: text });
  expect(mistakes).toEqual([expect.stringMatching(message)]);
  expect(mistakes[0]).toContain(`wp-content/${path}: Line `);
});

test('a tree that a checksum has verified is released unchanged', async () => {
  const fetched = tree({ [CONFIG]: "<?php define('DB_PASSWORD', 'real');", 'plugins/p/x/y.txt': LFS });
  const release = await openRelease('6.8.3', [tree(STYLE), fetched], MIB, [fetched]);
  onTestFinished(release.close);
  expect(release.files).toBe(3);
});

const LFS = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n';
