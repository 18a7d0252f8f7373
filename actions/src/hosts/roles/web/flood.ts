import type { Template } from '../../../lib/template.ts';
import { HSTS_CONFIG } from './tls.ts';

/** Seconds after which a client may try again. */
const RETRY_AFTER = 10;

/**
 * Guards each host against a flood of logins; each kind has a zone of its own. It is far above what people and apps send:
 * guessing is slowed down by WordPress, for all hosts together (`wp-content/mu-plugins/logins.php`), and only failures count
 * there. A request with an empty key is not counted.
 */
export const floodZones =
  (): Template => `	# An IPv6 client has a whole /64: the first four groups, or what stands before the zeros.
	map $remote_addr $client_network {
		default $remote_addr;
		'~^(?<four_groups>([0-9a-f]+:){4})' $four_groups;
		'~^(?<before_zeros>[0-9a-f:]*?)::' $before_zeros;
	}
	map "$request_method $uri $arg_action" $login_client {
		default '';
		'~^POST /wp-login\\.php (?!postpass$)' $client_network;
	}
	# The form for the password of one post.
	map "$request_method $uri $arg_action" $form_client {
		default '';
		'~^POST /wp-login\\.php postpass$' $client_network;
	}
	map "$request_method $uri" $app_client {
		default '';
		'POST /xmlrpc.php' $client_network;
	}
	limit_req_zone $login_client zone=logins:5m rate=1r/s;
	limit_req_zone $form_client zone=forms:5m rate=5r/s;
	limit_req_zone $app_client zone=apps:5m rate=5r/s;
	limit_req_status 429;
`;

export const floodGuards = (): Template => `	location = /wp-login.php {
		limit_req zone=logins burst=30 nodelay;
		limit_req zone=forms burst=100 nodelay;
		include /etc/nginx/flotilla/fastcgi.conf;
	}

	location = /xmlrpc.php {
		limit_req zone=apps burst=100 nodelay;
		include /etc/nginx/flotilla/fastcgi.conf;
	}

	# What WordPress itself answers does not come here.
	error_page 429 @flooded;
	location @flooded {
		default_type text/plain;
		add_header Retry-After ${RETRY_AFTER} always;
		add_header Cache-Control no-store always;
		include ${HSTS_CONFIG};
		return 429 "Too many requests. Try again in ${RETRY_AFTER} seconds.\\n";
	}
`;
