#!/bin/sh
# ⟦written⟧
set -eu
umask 077
refuse() { echo "The certificate on the share is not taken, the one in service stays: $1" >&2; exit 1; }
fingerprint() { openssl x509 -noout -fingerprint -sha256 "$@" 2>/dev/null; }
is_served() {
  timeout 10 openssl s_client -connect 127.0.0.1:443 -servername ⟦firstName⟧ </dev/null 2>/dev/null | fingerprint |
    grep -qxF "$(fingerprint -in ⟦TLS_DIRECTORY⟧/current/fullchain.pem)"
}
# Seen by a handshake: a run that was killed may have put it in service and not told nginx. At boot nginx may not run
# yet, and then starts with it.
load() {
  systemctl is-active --quiet nginx.service || return 0
  ! is_served || return 0
  systemctl reload nginx.service
  for tries in $(seq 50); do ! is_served || return 0; sleep 0.2; done
  echo 'nginx goes on with the certificate that it had, although it was reloaded: read its error log' >&2
  exit 1
}

[ ! -e ⟦TLS_DIRECTORY⟧/current ] || load

# A hung share must not hold this up for ever.
timeout 30 ls ⟦TLS_SHARE⟧ >/dev/null || refuse 'the share cannot be read'
[ -e ⟦TLS_SHARE⟧/live ] || { echo 'None has been issued yet'; exit 0; }
# By its own name: the link may move on while it is copied.
version=$(timeout 30 readlink -f ⟦TLS_SHARE⟧/live)

rm -rf ⟦TLS_DIRECTORY⟧/.new
mkdir ⟦TLS_DIRECTORY⟧/.new
cd ⟦TLS_DIRECTORY⟧/.new
timeout 30 cp -- "$version/fullchain.pem" "$version/privkey.pem" . || refuse "$version cannot be read whole"
if cmp -s fullchain.pem ⟦TLS_DIRECTORY⟧/current/fullchain.pem && cmp -s privkey.pem ⟦TLS_DIRECTORY⟧/current/privkey.pem; then
  rm -rf ⟦TLS_DIRECTORY⟧/.new ⟦TLS_DIRECTORY⟧/placeholder
  exit 0
fi

sed '1,/-----END CERTIFICATE-----/d' fullchain.pem > issuers.pem
openssl verify -partial_chain -no-CApath -no-CAstore -CAfile issuers.pem -purpose sslserver fullchain.pem >/dev/null ||
  refuse 'its chain does not verify, or it is not valid today'
[ "$(openssl x509 -noout -pubkey -in fullchain.pem)" = "$(openssl pkey -pubout -in privkey.pem)" ] ||
  refuse 'its key is another one'
for name in ⟦names⟧; do
  openssl x509 -noout -checkhost "$name" -in fullchain.pem | grep -q 'does match' || refuse "it is not for $name"
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
