/** Asks a host for one address, over and over. Arguments: host's address, domain, path, Accept-Encoding, how often. */
import { Agent, get } from 'node:https';

const [address = '', domain = '', path = '', encoding = '', count = '1'] = process.argv.slice(2);
const CONNECTIONS = 16;
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, rejectUnauthorized: false });

const ask = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = { host: domain, 'accept-encoding': encoding };
    get({ agent, host: address, servername: domain, path, headers }, (answer) => {
      let bytes = 0;
      answer.on('data', (part: Buffer) => {
        bytes += part.length;
      });
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve(bytes) : reject(new Error(`${path}: ${answer.statusCode}`)),
      );
    }).on('error', reject);
  });

let left = Number(count);
let bytes = 0;
await Promise.all(
  Array.from({ length: CONNECTIONS }, async () => {
    while (left-- > 0) bytes = await ask();
  }),
);
agent.destroy();
process.stdout.write(String(bytes));
