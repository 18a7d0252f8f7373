import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What a request is answered with: a file and headers, or nothing there. */
interface Found {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Find = (pathname: string) => Found | undefined | Promise<Found | undefined>;

/** A request handler that answers GET and HEAD with what `find` finds. */
export const serveFiles =
  (find: Find) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const found = await find(pathnameOf(request.url ?? '/'));
    const file = found && (await stat(found.path).catch(() => undefined));
    if (!found || !file?.isFile()) return void response.writeHead(404).end();
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': file.size,
      'last-modified': file.mtime.toUTCString(),
      ...found.headers,
    });
    if (request.method === 'HEAD') return void response.end();
    // A client that goes away midway is no concern of the mirror's.
    await pipeline(createReadStream(found.path), response).catch(() => response.destroy());
  };

/** Every file below `directory`, by its path. */
export const filesBelow =
  (directory: string): Find =>
  (pathname) => ({ path: join(directory, pathname) });

/** Absolute, and normalised before it is joined: no `..` is left to climb out with. */
function pathnameOf(url: string): string {
  try {
    return join('/', decodeURIComponent(new URL(url, 'http://mirror').pathname)).replaceAll('\0', '');
  } catch {
    return '/';
  }
}
