/** What editors show of a field. */
export const about = (description: string, example: unknown) => ({ description, examples: [example] });
