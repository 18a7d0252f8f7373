import { once } from 'node:events';
import { createServer as createHttp, type Server as HttpHost } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { join } from 'node:path';
import { type Ca, issue } from './ca.ts';
import { filesBelow, serveFiles } from './files.ts';
import { directoryPackages } from './packages.ts';
import { tarballIn, wordpressReleases } from './wordpress.ts';

interface MirrorOptions {
  /** It listens on their ports 80 and 443; the local DNS gives them for wordpress.org's names and deb.debian.org. */
  readonly addresses: readonly string[];
  /** `Images.mirror`: the first one has Debian's packages too. */
  readonly directories: readonly string[];
  /** A folder for files that it creates. */
  readonly scratch: string;
  readonly ca: Ca;
}

interface Mirror {
  close(): Promise<void>;
}

/** Serves WordPress's tarballs, plugins and themes as `https://wordpress.org`, and the roles' packages as `http://deb.debian.org`. */
export async function createMirror({ addresses, directories, scratch, ca }: MirrorOptions): Promise<Mirror> {
  const tarballs = await Promise.all(directories.map((each) => tarballIn(join(each, 'wordpress'))));
  const [first] = tarballs;
  const [directory] = directories;
  if (!first || !directory) throw new Error('The mirror has nothing to serve.');
  const certificate = await issue(ca, 'wordpress.org', 'downloads.wordpress.org');
  const findRelease = wordpressReleases(tarballs);
  const findPackage = directoryPackages(join(first.directory, `wordpress-${first.version}.tar.gz`), scratch);
  const downloads = serveFiles(async (pathname) => (await findRelease(pathname)) ?? findPackage(pathname));
  const packages = serveFiles(filesBelow(directory));
  const hosts = await Promise.all(
    addresses.flatMap((address) => [
      listen(createHttps(certificate, downloads), 443, address),
      listen(createHttp(packages), 80, address),
    ]),
  );
  return { close: async () => void (await Promise.all(hosts.map(closeNow))) };
}

async function listen(host: HttpHost, port: number, address: string): Promise<HttpHost> {
  host.listen(port, address);
  await once(host, 'listening');
  return host;
}

async function closeNow(host: HttpHost): Promise<void> {
  host.closeAllConnections();
  await new Promise((resolve) => host.close(resolve));
}
