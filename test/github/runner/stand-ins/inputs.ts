/** @throws for an input that the stand-in would silently ignore. */
export function refuseUnknown(
  action: string,
  inputs: Readonly<Record<string, string>>,
  known: readonly string[],
): void {
  const unknown = Object.keys(inputs).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`${action}: the local stand-in does not know the input "${unknown.join('", "')}"`);
}
