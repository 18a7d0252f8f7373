type Values = Readonly<Record<string, string>>;

/** Where a secret or variable is stored: one environment, or the whole repository. */
interface At {
  readonly environment?: string;
}

/** The secrets and variables on a repository's settings page. */
export class Settings {
  readonly #secrets = new Map<string, Record<string, string>>();
  readonly #variables = new Map<string, Record<string, string>>();

  setSecret(name: string, value: string, { environment = '' }: At = {}): void {
    put(this.#secrets, environment, name, value);
  }

  setVariable(name: string, value: string, { environment = '' }: At = {}): void {
    put(this.#variables, environment, name, value);
  }

  /** The values for a job. Those of its environment override the repository's. */
  secrets(environment: string | undefined): Values {
    return seen(this.#secrets, environment);
  }

  variables(environment: string | undefined): Values {
    return seen(this.#variables, environment);
  }
}

/** Names are case-insensitive, and expressions mostly write them in capitals. */
function put(all: Map<string, Record<string, string>>, place: string, name: string, value: string): void {
  all.set(place, { ...all.get(place), [name.toUpperCase()]: value });
}

const seen = (all: ReadonlyMap<string, Values>, environment = ''): Values => ({
  ...all.get(''),
  ...all.get(environment),
});
