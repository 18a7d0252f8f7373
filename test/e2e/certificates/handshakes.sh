# shellcheck shell=sh
# Tries every kind of handshake that openssl supports with one host, and prints those that were accepted:
# `protocol TLSv1.2`, `cipher ECDHE-…`, `suite TLS_…`, `group x25519`.
# Arguments: address:port, name. Why the security level: by default the client itself refuses weak ciphers.
at=$1 name=$2
accepted() { openssl s_client -connect "$at" -servername "$name" "$@" </dev/null >/dev/null 2>&1; }
weak='ALL:eNULL:@SECLEVEL=0'

for protocol in 1 1_1 1_2 1_3; do
  accepted "-tls$protocol" -cipher "$weak" && echo "protocol TLSv$(echo $protocol | tr _ . | sed 's/^1$/1.0/')"
done
for cipher in $(openssl ciphers -s -tls1_2 "$weak" | tr : ' '); do
  accepted -tls1_2 -cipher "$cipher:@SECLEVEL=0" && echo "cipher $cipher"
done
for suite in AES_128_GCM_SHA256 AES_256_GCM_SHA384 CHACHA20_POLY1305_SHA256 AES_128_CCM_SHA256 AES_128_CCM_8_SHA256; do
  accepted -tls1_3 -ciphersuites "TLS_$suite" -cipher "$weak" && echo "suite TLS_$suite"
done
for group in $(openssl list -tls-groups | tr : ' '); do
  accepted -tls1_3 -groups "$group" && echo "group $group"
done
exit 0
