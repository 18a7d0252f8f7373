/** The JSON that a program on a host printed; undefined where it is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a program says in the end, mostly why it ended; '' where it said nothing. */
export const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
