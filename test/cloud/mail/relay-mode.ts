import { z } from 'zod';

/** How the relay responds to clients. */
export const RelayMode = z.enum(['well', 'down', 'slow', 'deferring', 'refusing', 'password']);
export type RelayMode = z.infer<typeof RelayMode>;

const REFUSALS: Partial<Record<RelayMode, { readonly code: number; readonly message: string }>> = {
  deferring: { code: 451, message: '4.7.1 try again later' },
  refusing: { code: 554, message: '5.7.1 sender is not verified' },
};

export const refusalOf = (mode: RelayMode) => REFUSALS[mode];
