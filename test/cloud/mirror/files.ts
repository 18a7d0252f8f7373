import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** The response to a request: a file and headers, or undefined for 404. */
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
    // Ignores clients that disconnect early.
    await pipeline(createReadStream(found.path), response).catch(() => response.destroy());
  };

/** Every file below `directory`, by its path. */
export const filesBelow =
  (directory: string): Find =>
  (pathname) => ({ path: join(directory, pathname) });

/** The path is absolute and normalised before it is joined, so no `..` can leave the directory. */
function pathnameOf(url: string): string {
  try {
    return join('/', decodeURIComponent(new URL(url, 'http://mirror').pathname)).replaceAll('\0', '');
  } catch {
    return '/';
  }
}
