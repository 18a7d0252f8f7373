#!/bin/sh
# ⟦written⟧
# Copies the live certificate from the share next to the one in service, verifies it, and puts it in service by changing one
# link. If anything is wrong with it, the last good one stays. The chain is verified from its own intermediate, so that a
# certificate of a staging authority passes too; the renewal checks from outside that browsers trust it.
set -eu
umask 077
refuse() { echo "The certificate on the share was rejected and the current one stays in service: $1" >&2; exit 1; }
fingerprint() { openssl x509 -noout -fingerprint -sha256 "$@" 2>/dev/null; }
is_served() {
  timeout 10 openssl s_client -connect 127.0.0.1:443 -servername ⟦firstName⟧ </dev/null 2>/dev/null | fingerprint |
    grep -qxF "$(fingerprint -in ⟦TLS_DIRECTORY⟧/current/fullchain.pem)"
}
# A handshake shows what nginx serves: an interrupted run may have changed the link without reloading nginx. At boot nginx
# may not run yet; it then starts with this certificate.
load() {
  systemctl is-active --quiet nginx.service || return 0
  ! is_served || return 0
  systemctl reload nginx.service
  for _ in $(seq 50); do ! is_served || return 0; sleep 0.2; done
  echo 'nginx was reloaded but still serves the old certificate. See /var/log/nginx/error.log' >&2
  exit 1
}

[ ! -e ⟦TLS_DIRECTORY⟧/current ] || load

# A hung share must not block this program.
timeout 30 ls ⟦TLS_SHARE⟧ >/dev/null || refuse 'the share cannot be read'
[ -e ⟦TLS_SHARE⟧/live ] || { echo 'No certificate has been issued yet'; exit 0; }
# Resolved once: the link may change during the copy.
version=$(timeout 30 readlink -f ⟦TLS_SHARE⟧/live)

rm -rf ⟦TLS_DIRECTORY⟧/.new
mkdir ⟦TLS_DIRECTORY⟧/.new
cd ⟦TLS_DIRECTORY⟧/.new
timeout 30 cp -- "$version/fullchain.pem" "$version/privkey.pem" . || refuse "$version cannot be read completely"
# Who issued it. The share of a new primary gets it back from here.
[ ! -e "$version/origin.json" ] || timeout 30 cp -- "$version/origin.json" . || refuse "$version cannot be read completely"
if cmp -s fullchain.pem ⟦TLS_DIRECTORY⟧/current/fullchain.pem && cmp -s privkey.pem ⟦TLS_DIRECTORY⟧/current/privkey.pem; then
  rm -rf ⟦TLS_DIRECTORY⟧/.new ⟦TLS_DIRECTORY⟧/placeholder
  exit 0
fi

sed '1,/-----END CERTIFICATE-----/d' fullchain.pem > issuers.pem
openssl verify -partial_chain -no-CApath -no-CAstore -CAfile issuers.pem -purpose sslserver fullchain.pem >/dev/null ||
  refuse 'its chain does not verify, or it is not valid today'
[ "$(openssl x509 -noout -pubkey -in fullchain.pem)" = "$(openssl pkey -pubout -in privkey.pem)" ] ||
  refuse 'its private key does not match'
for name in ⟦names⟧; do
  openssl x509 -noout -checkhost "$name" -in fullchain.pem | grep -q 'does match' || refuse "it does not cover $name"
done
rm issuers.pem

before=$(readlink ⟦TLS_DIRECTORY⟧/current)
version=${version##*/}
sync -f .
cd ⟦TLS_DIRECTORY⟧
rm -rf "./$version"
mv -T .new "$version"
put_in_service() { ln -sfT "$1" ⟦TLS_DIRECTORY⟧/current.new; mv -T ⟦TLS_DIRECTORY⟧/current.new ⟦TLS_DIRECTORY⟧/current; }
put_in_service "$version"
nginx -t -q || { put_in_service "$before"; refuse 'nginx does not accept it'; }
rm -f ⟦TLS_DIRECTORY⟧/placeholder
load
find . -mindepth 1 -maxdepth 1 -type d ! -name "$version" -exec rm -rf {} +
echo "In service: $version"
