/** Of the CAA properties only `issue` is ours; its value stands in quotes (RFC 8659, section 4.2). */
export const caaValue = (authority: string): string => `0 issue "${authority}"`;
