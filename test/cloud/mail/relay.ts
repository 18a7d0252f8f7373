import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { type Ca, issue } from '../mirror/ca.ts';
import { ROUTER } from '../network/addresses.ts';
import type { Names } from '../ports.ts';
import { type RelayMode, refusalOf } from './relay-mode.ts';

/** The relay that the committed cluster declares. */
const RELAY = { name: 'smtp.example.net', port: 2525, user: 'flotilla' } as const;

export interface Relay {
  setMode(mode: RelayMode): Promise<void>;
  /** All accepted mail, oldest first, unchanged. */
  mail(): Promise<readonly string[]>;
  clear(): Promise<void>;
}

interface RelayOptions {
  readonly names: Names;
  readonly ca: Ca;
  /** Each mail is stored as a file here. */
  readonly folder: string;
  readonly password: string;
}

/** A real SMTP server with STARTTLS that accepts mail after a login, and delivers it to a folder. */
export async function createRelay({ names, ca, folder, password }: RelayOptions): Promise<Relay> {
  let mode: RelayMode = 'well';
  let taken = 0;
  await mkdir(folder, { recursive: true });
  const server = new SMTPServer({
    ...(await issue(ca, RELAY.name)),
    name: RELAY.name,
    authMethods: ['PLAIN', 'LOGIN'],
    onAuth({ username, password: given }, _session, done) {
      const isRight = mode !== 'password' && username === RELAY.user && given === password;
      if (isRight) done(null, { user: username });
      else done(refusal(535, 'authentication failed'));
    },
    onData(stream, session, done) {
      take(stream, session).then(() => done(), done);
    },
  });

  async function take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const body = await text(stream);
    if (mode === 'slow') await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    const refused = refusalOf(mode);
    if (refused) throw refusal(refused.code, refused.message);
    await writeFile(join(folder, `${String(++taken).padStart(5, '0')}.eml`), envelope(session) + body);
  }

  const listen = async () => {
    server.listen(RELAY.port, ROUTER.ipv4);
    await once(server.server, 'listening');
  };
  const files = async () => (await readdir(folder)).sort().map((name) => join(folder, name));
  await names.publish(RELAY.name, [{ type: 'A', name: '@', data: ROUTER.ipv4, ttl: 300 }]);
  await listen();
  return {
    async setMode(next) {
      mode = next;
      if (next === 'down') server.server.close();
      else if (!server.server.listening) await listen();
    },
    mail: async () => Promise.all((await files()).map((path) => readFile(path, 'utf8'))),
    clear: async () => void (await Promise.all((await files()).map((path) => rm(path)))),
  };
}

/** Longer than a page may take. */
const SLOW_MS = 3_000;

const refusal = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });

/** Headers as in a mailbox: the sender in the envelope, and the sending host. */
const envelope = ({ envelope: { mailFrom }, remoteAddress }: SMTPServerSession): string =>
  `Return-Path: <${mailFrom === false ? '' : mailFrom.address}>\r\nX-Client: ${remoteAddress}\r\n`;
