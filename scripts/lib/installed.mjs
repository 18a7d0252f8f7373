// installed.mjs CHECKOUT: exits 0 when node_modules holds exactly what package-lock.json says. npm writes down what it
// installed in a lock file of its own; packages for other platforms are rightly missing there.
import { readFileSync } from 'node:fs';

const [checkout] = process.argv.slice(2);
const packagesOf = (file) => Object.entries(JSON.parse(readFileSync(`${checkout}/${file}`, 'utf8')).packages);

try {
  const installed = new Map(packagesOf('node_modules/.package-lock.json'));
  const wanted = packagesOf('package-lock.json').filter(([path]) => path !== '');
  const isThere = ([path, { version, optional }]) =>
    (installed.get(path)?.version ?? (optional && version)) === version;
  process.exitCode = wanted.every(isThere) ? 0 : 1;
} catch (error) {
  if (error.code !== 'ENOENT') throw error;
  process.exitCode = 1;
}
