import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { addresses, cloud, DOMAIN, onHost, type Ran, WEB } from './cluster.ts';

/** The committed cluster, and a `wp-content` that changes from test to test. */
interface ContentTree {
  readonly directory: string;
  readonly content: string;
  readonly theme: string;
  run(command: readonly string[], inputs?: Record<string, string>): Promise<Ran>;
  sync(inputs?: Record<string, string>): Promise<Synced>;
  /** Kills a sync with SIGKILL once it has printed a text this many times. */
  killedSync(printed: string, times: number): Promise<void>;
  /** A host's response to a request at its own address, headers first. */
  page(host: string, path: string): Promise<string>;
  remove(): void;
}

interface Synced {
  readonly code: number | null;
  readonly said: string;
  readonly release: string;
  /** Files and bytes of content that rsync sent, host by host. */
  readonly sent: readonly { readonly files: number; readonly bytes: number }[];
}

export function contentTree(): ContentTree {
  const directory = mkdtempSync(join(tmpdir(), 'flotilla-content-'));
  const content = join(directory, 'wp-content');
  cpSync('cluster', join(directory, 'cluster'), { recursive: true });
  cpSync('wp-content', content, { recursive: true });
  const run: ContentTree['run'] = async (command, inputs = {}) =>
    (await cloud()).run(command, { env: { INPUT_DIRECTORY: directory, ...inputs } });
  // Requested once, because DigitalOcean limits requests and tests read many pages.
  let known: ReturnType<typeof addresses> | undefined;
  return {
    ...{ directory, content, theme: join(content, 'themes/flotilla'), run },
    sync: async (inputs) => synced(await run(SYNC, inputs)),
    killedSync: async (printed, times) => {
      const { stdout } = await run(['sh', '-c', KILLED], { PRINTED: printed, TIMES: String(times) });
      expect(stdout).toContain(printed);
      expect(stdout).not.toContain('Done');
    },
    page: async (host, path) => {
      known ??= addresses();
      const { ipv4 = '' } = (await known)[host] ?? {};
      const target = ['--connect-to', `::${ipv4}:`, `https://${DOMAIN}${path}`];
      return (await run(['curl', '-sSki', '--http1.1', ...target])).stdout;
    },
    remove: () => rmSync(directory, { recursive: true }),
  };
}

const SYNC = ['node', 'actions/dist/sync-content.cjs'];
const KILLED = `sh -c 'echo $$; exec ${SYNC.join(' ')}' | {
  read pid
  while read -r line; do
    echo "$line"
    case "$line" in *"$PRINTED"*) TIMES=$((TIMES - 1)); [ $TIMES -gt 0 ] || kill -KILL $pid;; esac
  done
}`;

function synced({ code, stdout, stderr }: Ran): Synced {
  const received = [...stdout.matchAll(/received (\d+) files, (\d+) bytes of content/g)];
  return {
    ...{ code, said: stdout + stderr },
    release: /release ([0-9a-f]{16})/i.exec(stdout)?.[1] ?? '',
    sent: received.map(([, files, bytes]) => ({ files: Number(files), bytes: Number(bytes) })),
  };
}

export const onAll = async (line: string): Promise<string[]> =>
  (await Promise.all(WEB.map((host) => onHost(host, line)))).map((output) => output.trim());

/** The release that each web host serves. */
export const live = (): Promise<string[]> => onAll('basename $(readlink /srv/www/content/current)');

export const onEach = <T>(value: T): T[] => WEB.map(() => value);
