import { AccountState } from './account-state.ts';

/** What tests turn to make the cloud behave as the real one does on a bad day. */
export class Knobs {
  accountState: AccountState = AccountState.parse({});
  /** For how long a new resource is missing from lists, in milliseconds; getting it by id always finds it. */
  listLagMs = 0;
  /** What the cloud itself has a new droplet of this name do at its first boot, as cloud-init's vendor data. */
  readonly vendorData = new Map<string, string>();
  readonly #holds = new Map<string, PromiseWithResolve>();

  /** A droplet of this name stays `new`, and the DNS of one like `zone example.com` as it is, until released. */
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
