/** Signs comments, and verifies that a holder of the plan key signed them. */
export interface Seal {
  sign(text: string): string;
  isSigned(text: string, signature: string): boolean;
}

/** The signature is the second line: after the marker that identifies the comment, and before the text that it covers. */
const SIGNED = /^(<!-- flotilla:plan:[a-z0-9?-]+ -->\n)<!-- flotilla:signed ([\w+/=-]+) -->\n/;

/** Signs the whole comment, both the visible and the hidden part, so no one can combine halves of two comments. */
export const sealed = (body: string, seal: Pick<Seal, 'sign'>): string =>
  body.replace(/\n/, () => `\n<!-- flotilla:signed ${seal.sign(covered(body))} -->\n`);

/** The comment without its signature; undefined if someone else wrote or changed it. */
export function unsealed(body: string, seal: Pick<Seal, 'isSigned'>): string | undefined {
  const text = normal(body);
  const [, , signature] = SIGNED.exec(text) ?? [];
  const rest = text.replace(SIGNED, '$1');
  return signature !== undefined && seal.isSigned(covered(rest), signature) ? `${rest}\n` : undefined;
}

/** GitHub may store a browser's line endings, and remove white space at the end. */
const normal = (body: string): string => body.replaceAll('\r\n', '\n').trimEnd();

/** Starts with the purpose of the text, so a signature made for anything else is invalid. */
const covered = (body: string): string => `flotilla plan comment\n${normal(body)}`;
