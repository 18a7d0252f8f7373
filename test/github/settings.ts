type Values = Readonly<Record<string, string>>;

/** Where a secret or variable is kept: one environment, or else the whole repository. */
interface At {
  readonly environment?: string;
}

/** The secrets and variables of a repository, as its settings page has them. */
export class Settings {
  readonly #secrets = new Map<string, Record<string, string>>();
  readonly #variables = new Map<string, Record<string, string>>();

  setSecret(name: string, value: string, { environment = '' }: At = {}): void {
    put(this.#secrets, environment, name, value);
  }

  setVariable(name: string, value: string, { environment = '' }: At = {}): void {
    put(this.#variables, environment, name, value);
  }

  /** What a job sees; an environment's own come before the repository's. */
  secrets(environment: string | undefined): Values {
    return seen(this.#secrets, environment);
  }

  variables(environment: string | undefined): Values {
    return seen(this.#variables, environment);
  }
}

/** Names are compared without case, and expressions mostly write them in capitals. */
function put(all: Map<string, Record<string, string>>, place: string, name: string, value: string): void {
  all.set(place, { ...all.get(place), [name.toUpperCase()]: value });
}

const seen = (all: ReadonlyMap<string, Values>, environment = ''): Values => ({
  ...all.get(''),
  ...all.get(environment),
});
