/** Values that a log must not show. GitHub's runner also hides what a secret looks like in base64. */
export class Masks {
  readonly #values = new Set<string>();

  add(secret: string): void {
    const values = [secret, ...secret.split(/\r?\n/), Buffer.from(secret).toString('base64')];
    for (const value of values) if (value.trim() !== '') this.#values.add(value);
  }

  /** The longest first: a secret may be a part of another. */
  hide(text: string): string {
    const values = [...this.#values].sort((a, b) => b.length - a.length);
    return values.reduce((hidden, value) => hidden.replaceAll(value, '***'), text);
  }

  /** Whether there is anything to hide. */
  touches(text: string): boolean {
    return this.hide(text) !== text;
  }
}
