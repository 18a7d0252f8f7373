import type { Template } from '../../../lib/template.ts';

/** Parameters that only tell an analytics script where a visitor came from; no page depends on them. */
const TRACKING = [
  'utm_[^=&]*',
  'mtm_[^=&]*',
  'pk_[^=&]*',
  'piwik_[^=&]*',
  'matomo_[^=&]*',
  'hsa_[^=&]*',
  'fb_(?:action_ids|action_types|source)',
  ...['fbclid', 'gclid', 'gclsrc', 'gbraid', 'wbraid', 'dclid', 'gad_source', 'gad_campaignid', 'srsltid'],
  ...['msclkid', 'twclid', 'ttclid', 'li_fat_id', 'igshid', 'igsh', 'yclid', '_openstat', 'epik', 'ScCid'],
  ...['mc_cid', 'mc_eid', 'mkt_tok', '_hsenc', '_hsmi', '__hssc', '__hstc', 'hsCtaTracking', 'vero_id'],
  ...['vero_conv', 'wickedid', 'oly_anon_id', 'oly_enc_id', 'rb_clickid', '_branch_match_id', '_ga', '_gl'],
];
const ONE = `(?:${TRACKING.join('|')})(?:=[^&]*)?`;
/** Each step removes one unbroken run of tracking parameters. A link with more runs only gets a key of its own. */
const RUNS = 4;

/** Defines `$<to>`: the query `$<from>` without tracking parameters. Everything else stays as it is, in its order. */
export function withoutTracking(from: string, to: string): Template {
  const steps = Array.from({ length: RUNS }, (_, step) => {
    const source = step === 0 ? from : `${to}_${step}`;
    const [before, after] = [`${to}_a${step}`, `${to}_b${step}`];
    return `	map $${source} $${to}_${step + 1} {
		default $${source};
		'~^(?<${before}>(?:.*?&)?)(?:${ONE}(?:&|$))+(?<${after}>.*)$' $${before}$${after};
	}`;
  });
  return `${steps.join('\n')}
	map $${to}_${RUNS} $${to} {
		default $${to}_${RUNS};
		'~^(?<${to}_whole>.*?)&+$' $${to}_whole;
	}`;
}
