/** Signs comments, and recognises the ones that a holder of the plan key signed. */
export interface Seal {
  sign(text: string): string;
  isSigned(text: string, signature: string): boolean;
}

/** The signature is the second line: behind the marker by which the comment is found, and before all that it covers. */
const SIGNED = /^(<!-- flotilla:plan:[a-z0-9?-]+ -->\n)<!-- flotilla:signed ([\w+/=-]+) -->\n/;

/** Signs a whole comment, what people read and what is hidden: neither can be put next to another one's other half. */
export const sealed = (body: string, seal: Pick<Seal, 'sign'>): string =>
  body.replace(/\n/, () => `\n<!-- flotilla:signed ${seal.sign(covered(body))} -->\n`);

/** The comment as it was signed; undefined if somebody else wrote or changed it. */
export function unsealed(body: string, seal: Pick<Seal, 'isSigned'>): string | undefined {
  const text = normal(body);
  const [, , signature] = SIGNED.exec(text) ?? [];
  const rest = text.replace(SIGNED, '$1');
  return signature !== undefined && seal.isSigned(covered(rest), signature) ? `${rest}\n` : undefined;
}

/** GitHub may store the line ends of a browser, and cut off the white space at the end. */
const normal = (body: string): string => body.replaceAll('\r\n', '\n').trimEnd();

/** Says what the text is for, so that no signature made for anything else fits. */
const covered = (body: string): string => `flotilla plan comment\n${normal(body)}`;
