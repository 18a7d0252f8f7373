import type { Template } from '../../template.ts';
import { TLS_DIRECTORY, WRITTEN } from '../shared.ts';

/**
 * Mozilla's "intermediate" (https://ssl-config.mozilla.org), with a shorter promise of HTTPS: half a year, this name
 * only. No stapling: Let's Encrypt no longer answers OCSP.
 */
export const tlsConfig = (): Template => `${WRITTEN}
ssl_certificate ${TLS_DIRECTORY}/fullchain.pem;
ssl_certificate_key ${TLS_DIRECTORY}/privkey.pem;
ssl_protocols TLSv1.2 TLSv1.3;
ssl_ecdh_curve X25519:prime256v1:secp384r1;
ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;
ssl_prefer_server_ciphers off;
ssl_session_cache shared:tls:10m;
ssl_session_timeout 1d;
ssl_session_tickets off;
`;

export const HSTS = 'max-age=15768000';
