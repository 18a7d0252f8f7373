/** Whether what takes long is repeated as often as it should be now and then: `./scripts/test --soak`, or `SOAK=1` for one file. */
export const SOAK = process.env.SOAK !== undefined;

/** How often something is repeated: in every run, and when soaking. */
export const times = (always: number, soaking: number): number => (SOAK ? soaking : always);
