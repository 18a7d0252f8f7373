import type { Hsts } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';
import type { Distribution } from '../distribution.ts';
import { TLS_DIRECTORY, WRITTEN } from '../shared.ts';

/** Mozilla's, without those of RSA's key exchange and without Diffie-Hellman over numbers. */
const CIPHERS = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
];

/**
 * Mozilla's "intermediate" (https://ssl-config.mozilla.org/guidelines/6.0.json), but for stapling: Let's Encrypt no
 * longer answers OCSP. Of all hosts of nginx, since a session is opened by the default one's settings, whichever name
 * is asked for.
 */
export const tlsConfig = ({ groups }: Distribution): Template => `${WRITTEN}
ssl_certificate ${TLS_DIRECTORY}/fullchain.pem;
ssl_certificate_key ${TLS_DIRECTORY}/privkey.pem;
ssl_protocols TLSv1.2 TLSv1.3;
ssl_ecdh_curve ${groups.join(':')};
ssl_ciphers ${CIPHERS.join(':')};
ssl_prefer_server_ciphers off;
ssl_session_cache shared:tls:10m;
ssl_session_timeout 12h;
`;

/** nginx inherits no header where a location adds one of its own: each that does includes this. */
export const HSTS_CONFIG = '/etc/nginx/flotilla/hsts.conf';

export const hstsConfig = ({ maxAge, subdomains, preload }: Hsts): Template => {
  const words = [
    `max-age=${maxAge}`,
    ...(subdomains ? ['includeSubDomains'] : []),
    ...(preload ? ['preload'] : []),
  ];
  return `${WRITTEN}\nadd_header Strict-Transport-Security '${words.join('; ')}' always;\n`;
};
