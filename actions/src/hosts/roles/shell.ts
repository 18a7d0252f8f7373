/** One word of POSIX shell, whatever characters it holds. */
export const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
