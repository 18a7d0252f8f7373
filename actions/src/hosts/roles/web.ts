import { onWebHosts, role } from './role.ts';
import { certificate } from './web/certificate.ts';
import { nginx } from './web/nginx.ts';
import { php } from './web/php.ts';
import { uploads } from './web/uploads.ts';

/** nginx and PHP-FPM, serving whichever release is live. nginx reloads after the programs that it passes requests to. */
export const web = role('web', {
  on: onWebHosts,
  ports: [
    { port: 80, from: 'everywhere' },
    { port: 443, from: 'everywhere' },
  ],
  secrets: [],
  probes: [],
  parts: (c) => [php(c), uploads(c), nginx(c), ...certificate(c)],
});
