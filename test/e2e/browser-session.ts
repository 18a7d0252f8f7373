/**
 * One person's session in headless Chromium, run where the cluster can be reached: looks at the front page and a post,
 * logs in to wp-admin through the first host, publishes, and reads the new post through every other host.
 * Arguments: domain, folder for the pictures, then each host's address. Prints what it saw as one line of JSON.
 */
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { loadDeclaration } from '../../actions/src/declaration/load.ts';
import { PASSWORDS } from '../../actions/src/hosts/roles/index.ts';
import { Secret } from '../../actions/src/secrets/secret.ts';
import { deriveSecrets } from '../../actions/src/secrets/secrets.ts';

const [domain = '', pictures = '', ...hosts] = process.argv.slice(2);
const TITLE = 'Published through the first host';

/** A browser that resolves the site's name to one host and ignores DNS. */
const browserAt = (address: string): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--host-resolver-rules=MAP ${domain} ${address}`,
    ],
  });

async function session<T>(address: string, work: (page: Page) => Promise<T>): Promise<T> {
  const browser = await browserAt(address);
  try {
    return await work(
      await browser.newPage({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 900 } }),
    );
  } finally {
    await browser.close();
  }
}

async function look(page: Page) {
  await page.goto(`https://${domain}/`);
  await page.screenshot({ path: join(pictures, 'front-page.png') });
  const front = await page.title();
  await page.getByRole('link', { name: 'Hello world!' }).first().click();
  await page.waitForLoadState();
  return { front, post: await page.getByRole('heading', { level: 1 }).first().textContent() };
}

async function logIn(page: Page): Promise<string> {
  const read = await loadDeclaration(process.cwd());
  if (!('declaration' in read)) throw new Error('The committed declaration is wrong.');
  const secrets = deriveSecrets(new Secret(process.env.CLUSTER_SECRET ?? ''), read.declaration, {
    passwords: PASSWORDS,
  });
  await page.goto(`https://${domain}/wp-login.php`);
  // The page moves the cursor there a moment after loading, even while a person types elsewhere.
  await page.locator('#user_login:focus').waitFor();
  await page.locator('#user_login').fill(read.declaration.wordpress.admin.user);
  await page.locator('#user_pass').fill(secrets.value('wordpress-admin-password').reveal());
  await page.locator('#wp-submit').click();
  await page.waitForURL('**/wp-admin/**');
  await page.screenshot({ path: join(pictures, 'wp-admin.png') });
  return page.title();
}

/** Publishes in the block editor as a person does: a title, Publish, and Publish again in the confirmation panel. */
async function publish(page: Page): Promise<string> {
  await page.goto(`https://${domain}/wp-admin/post-new.php`);
  await page
    .getByRole('button', { name: 'Close', exact: true })
    .click({ timeout: 5_000 })
    .catch(() => {});
  const canvas = page.frameLocator('iframe[name="editor-canvas"]');
  await canvas.getByRole('textbox', { name: 'Add title' }).fill(TITLE);
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  const panel = page.getByRole('region', { name: 'Editor publish' });
  await panel.getByRole('button', { name: 'Publish', exact: true }).click();
  const link = await panel.getByRole('textbox', { name: 'address' }).inputValue();
  await page.screenshot({ path: join(pictures, 'published.png') });
  return link;
}

async function read(address: string, link: string) {
  return session(address, async (page) => {
    await page.goto(link);
    return page.getByRole('heading', { name: TITLE }).first().textContent();
  });
}

const [first = '', ...others] = hosts;
const seen = await session(first, async (page) => ({
  ...(await look(page)),
  admin: await logIn(page),
  link: await publish(page),
}));
const readers = await Promise.all(others.map((address) => read(address, seen.link)));
process.stdout.write(`${JSON.stringify({ ...seen, readers })}\n`);
