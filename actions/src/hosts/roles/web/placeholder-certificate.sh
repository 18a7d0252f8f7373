set -eu
umask 077
touch ⟦TLS_DIRECTORY⟧/placeholder
made=$(mktemp -d ⟦TLS_DIRECTORY⟧/self-signed-XXXXXX)
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days 3650 \
  -subj '/O=flotilla/CN=placeholder' -addext ⟦subjectAltName⟧ \
  -keyout "$made/privkey.pem" -out "$made/fullchain.pem" 2>&1
ln -s "${made##*/}" ⟦TLS_DIRECTORY⟧/current.new
mv -T ⟦TLS_DIRECTORY⟧/current.new ⟦TLS_DIRECTORY⟧/current
ln -sfT current/privkey.pem ⟦TLS_DIRECTORY⟧/privkey.pem
ln -sfT current/fullchain.pem ⟦TLS_DIRECTORY⟧/fullchain.pem
find ⟦TLS_DIRECTORY⟧ -mindepth 1 -maxdepth 1 -type d ! -path "$made" -exec rm -rf {} +
