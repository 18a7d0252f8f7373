import { VPN_CERTIFICATE, VPN_KEY } from './key.ts';

/** What both ends say alike. Privileges but that of setting up the network go once the key is read. */
export const COMMON = `cert ${VPN_CERTIFICATE}
key ${VPN_KEY}
persist-key
user nobody
group nogroup
tls-version-min 1.3
data-ciphers AES-256-GCM:AES-128-GCM:CHACHA20-POLY1305
verb 3
mute 10`;
