import { allHosts, type Declaration } from '../declaration/declaration.ts';
import type { ObservedCloud } from './resource.ts';

/** For an unlisted size, which the plan refuses anyway: the smallest common size. */
const UNKNOWN_MIB = 1024;

/**
 * MiB of memory of every declared host, by name: what DigitalOcean lists for its declared size, or, of a size that is no
 * longer listed, what its droplet has. It is the same before and after a resize, and in every plan: a size's slug does not
 * always say it (`c-4-intel`), and what a kernel reports changes with the kernel.
 */
export const memoryOfHosts = (
  declaration: Declaration,
  { sizes, droplets }: Pick<ObservedCloud, 'sizes' | 'droplets'>,
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    allHosts(declaration).map(({ name, size }) => {
      const listed = sizes.find(({ slug }) => slug === size);
      const droplet = droplets.find(({ spec }) => spec.name === name && spec.size === size);
      return [name, listed?.memoryMiB ?? droplet?.memoryMiB ?? UNKNOWN_MIB];
    }),
  );
