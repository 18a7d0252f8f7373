import { connect, type OutgoingHttpHeaders } from 'node:http2';
import type { Answer } from './attack.ts';

/** One request over HTTP/2; status 0 if the server or Node refuses it without a response. */
export function overHttp2(address: string, domain: string, headers: OutgoingHttpHeaders): Promise<Answer> {
  const session = connect(`https://${address}`, { servername: domain, rejectUnauthorized: false });
  return new Promise<Answer>((resolve) => {
    const refused = () => resolve({ status: 0, cache: undefined, location: undefined, body: '' });
    session.on('error', refused);
    session.setTimeout(5_000, refused);
    const stream = session.request(headers, { endStream: true });
    let got: Record<string, unknown> = {};
    let body = '';
    stream.setEncoding('latin1');
    stream.on('response', (received) => {
      got = received;
    });
    stream.on('data', (part: string) => {
      body += part;
    });
    stream.on('error', refused);
    stream.on('end', () =>
      resolve({
        status: Number(got[':status'] ?? 0),
        cache: got['x-cache'] as string | undefined,
        location: got.location as string | undefined,
        body,
      }),
    );
  }).finally(() => session.destroy());
}
