"""Paths and names that the roles define, written by scripts/python.ts. Tests put FLOTILLA_ROOT before every path."""

import os

ROOT = os.environ.get("FLOTILLA_ROOT", "")
BACKUPS = "/var/backups/flotilla"
CHANGES_UNIT = "flotilla-changes.service"
CONTENT = "/srv/www/content"
CONVERGE_LOCK = "/run/flotilla.lock"
CORES = "/srv/www/core"
DUMPS = "/var/lib/flotilla/dumps"
FRESH_ADDRESS = "127.0.0.2"
PAGE_CACHE = "/var/cache/nginx/pages"
SETTINGS = "/etc/flotilla/settings"
SITE_SEEN = "/var/lib/flotilla/site-seen"
SITE_TABLES = "/etc/flotilla/site-tables.json"
SITE_WANTED = "/etc/flotilla/site.json"
STATE = "/var/lib/flotilla"
TLS_DIRECTORY = "/etc/flotilla/tls"
TLS_SHARE = "/srv/flotilla/tls"
UPLOADS = "/srv/flotilla/uploads"
VPN_CERTIFICATE = "/etc/openvpn/flotilla.crt"
VPN_INTERFACE = "tun-flotilla"
VPN_KEY = "/etc/openvpn/flotilla.key"
