/** Values that a log must not show. Like GitHub's runner, it also hides the base64 form of secrets. */
export class Masks {
  readonly #values = new Set<string>();

  add(secret: string): void {
    const values = [secret, ...secret.split(/\r?\n/), Buffer.from(secret).toString('base64')];
    for (const value of values) if (value.trim() !== '') this.#values.add(value);
  }

  /** The longest first, because a secret may be part of another. */
  hide(text: string): string {
    const values = [...this.#values].sort((a, b) => b.length - a.length);
    return values.reduce((hidden, value) => hidden.replaceAll(value, '***'), text);
  }

  /** Whether there is anything to hide. */
  touches(text: string): boolean {
    return this.hide(text) !== text;
  }
}
