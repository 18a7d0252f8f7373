import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

interface Environment {
  body: Record<string, unknown>;
  policies: { name: string; type: string }[];
}

type Answer = [status: number, body?: object];
type Fault = (method: string, path: string) => Answer | undefined;

/** The parts of GitHub that init needs, in memory: one repository, its environments, secrets and variables. */
export class GitHub {
  repository: object = {
    full_name: 'me/site',
    default_branch: 'main',
    private: false,
    permissions: { admin: true },
  };
  readonly environments = new Map<string, Environment>();
  /** By place and name: `production/CLUSTER_SECRET`, `repository/…`. */
  readonly secrets = new Map<string, string>();
  readonly variables = new Map<string, string>();
  readonly writes: string[] = [];
  fault: Fault = () => undefined;

  /** An older set-up: an environment for every branch, with a secret that only its maker knows. */
  hold(secret: string): void {
    this.environments.set('production', { body: { protection_rules: [] }, policies: [] });
    this.secrets.set('production/CLUSTER_SECRET', secret);
  }

  answer(method: string, path: string, text: string): Answer {
    if (method !== 'GET') this.writes.push(`${method} ${path}`);
    const [area, name = '', part, last = ''] = path.split('/');
    const fault = this.fault(method, path);
    if (fault) return fault;
    if (path === '') return [200, this.repository];
    if (path === 'actions/permissions/workflow') return [204];
    if (area === 'actions' && name === 'variables') return this.#variable(method, part, text);
    if (area === 'actions') return this.#secret(method, 'repository', part, text);
    const environment = this.environments.get(name);
    if (method === 'PUT' && part === undefined) return this.#put(name, JSON.parse(text));
    if (!environment) return [404, { message: 'Not Found' }];
    if (part === undefined) return [200, environment.body];
    if (part === 'secrets') return this.#secret(method, name, last, text);
    if (method === 'POST') environment.policies.push(JSON.parse(text));
    return [200, { branch_policies: environment.policies }];
  }

  /** Like GitHub, it removes the settings that a request omits. */
  #put(name: string, body: Record<string, unknown>): Answer {
    const { wait_timer, reviewers, prevent_self_review, ...others } = body;
    const people = (reviewers ?? []) as { type: string; id: number }[];
    const rules = [
      ...(wait_timer ? [{ type: 'wait_timer', wait_timer }] : []),
      ...(people.length > 0
        ? [
            {
              ...{ type: 'required_reviewers', prevent_self_review },
              reviewers: people.map(({ type, id }) => ({ type, reviewer: { id } })),
            },
          ]
        : []),
    ];
    const policies = this.environments.get(name)?.policies ?? [];
    this.environments.set(name, { body: { ...others, protection_rules: rules }, policies });
    return [200, {}];
  }

  #secret(method: string, place: string, name: string | undefined, text: string): Answer {
    if (method === 'PUT') this.secrets.set(`${place}/${name}`, text);
    if (method === 'PUT') return [201];
    const names = [...this.secrets.keys()].filter((key) => key.startsWith(`${place}/`));
    return [200, { secrets: names.map((key) => ({ name: key.split('/')[1] })) }];
  }

  #variable(method: string, name: string | undefined, text: string): Answer {
    if (method !== 'GET') {
      const { name: given, value } = JSON.parse(text);
      this.variables.set(given, value);
      return [201];
    }
    const value = this.variables.get(name ?? '');
    return value === undefined ? [404, { message: 'Not Found' }] : [200, { value }];
  }

  /** Serves it on a loopback port during the test. Returns its URL and a function that cuts it off. */
  async listen(): Promise<{ url: string; close: () => void }> {
    const server = createServer(async (request, response) => {
      const path = (request.url ?? '').replace(/^\/repos\/me\/site\/?/, '').replace(/\?.*/, '');
      const [status, body] = this.answer(request.method ?? '', path, await textOf(request));
      response.writeHead(status).end(body && JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
