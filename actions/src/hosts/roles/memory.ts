const MIB_PER_GIB = 1024;
/** DigitalOcean's CPU-optimised droplets (`c-4`) name their processors only, and have 2 GiB for each. */
const CPU_OPTIMISED_GIB_PER_CPU = 2;

/**
 * Memory of a droplet in MiB, by its size slug (`s-2vcpu-4gb-amd`, `s-1vcpu-512mb-10gb`, `c-4`): known before there is
 * a droplet and never wavering, so that what is sized by it does not change from one plan to the next.
 * The smallest common size where the slug does not tell.
 */
export function memoryMiB(size: string): number {
  const named = /-(\d+)(gb|mb)(?=-|$)/.exec(size);
  if (named) return Number(named[1]) * (named[2] === 'gb' ? MIB_PER_GIB : 1);
  const cpus = /^c-(\d+)$/.exec(size);
  return cpus ? Number(cpus[1]) * CPU_OPTIMISED_GIB_PER_CPU * MIB_PER_GIB : MIB_PER_GIB;
}
