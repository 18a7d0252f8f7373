import { AccountState } from './account-state.ts';

/** Settings with which tests make the cloud behave like the real one on a bad day. */
export class Knobs {
  accountState: AccountState = AccountState.parse({});
  /** How long a new resource is missing from lists, in milliseconds. Requests by id always find it. */
  listLagMs = 0;
  /** cloud-init's vendor data for the first boot of a new droplet, by name. */
  readonly vendorData = new Map<string, string>();
  readonly #holds = new Map<string, PromiseWithResolve>();

  /** Until released, a droplet of this name stays `new`, and a zone given as `zone example.com` keeps its DNS. */
  hold(name: string): void {
    if (!this.#holds.has(name)) this.#holds.set(name, promiseWithResolve());
  }

  release(name: string): void {
    this.#holds.get(name)?.resolve();
    this.#holds.delete(name);
  }

  get held(): readonly string[] {
    return [...this.#holds.keys()];
  }

  async released(name: string): Promise<void> {
    await this.#holds.get(name)?.promise;
  }
}

interface PromiseWithResolve {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function promiseWithResolve(): PromiseWithResolve {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
