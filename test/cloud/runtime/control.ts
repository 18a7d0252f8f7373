import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** One request to the control plane. @throws its response unless it succeeds. */
export async function askControl(
  socketPath: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const json = body === undefined ? undefined : JSON.stringify(body);
  const headers: Record<string, string> = json === undefined ? {} : { 'content-type': 'application/json' };
  const { status, answer } = await send({ socketPath, method, path, headers }, json);
  const said = answer === '' ? undefined : JSON.parse(answer);
  if (status >= 300) throw new Error(said?.message ?? `${method} ${path}: ${status} ${answer}`);
  return said;
}

const send = (
  options: { socketPath: string; method: string; path: string; headers: Record<string, string> },
  body: string | undefined,
): Promise<{ status: number; answer: string }> =>
  new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      text(response).then((answer) => resolve({ status: response.statusCode ?? 0, answer }), reject);
    });
    sent.once('error', reject).end(body);
  });
