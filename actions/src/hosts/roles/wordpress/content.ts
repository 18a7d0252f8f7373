import type { GuardedCommand } from '../../role.ts';
import { CONTENT, CONTENT_LIVE } from '../shared.ts';
import { quote } from '../shell.ts';

/** What a host serves before it has a release of its own: the content that came with the core. */
export const firstContent = (core: string): GuardedCommand => ({
  name: 'content',
  summary: 'serve the content that came with WordPress, until a release is synced',
  check: `test -d ${CONTENT_LIVE}/wp-content`,
  run: `set -eu
mkdir -p ${CONTENT}
ln -sfn ${quote(core)} ${CONTENT_LIVE}.new
mv -T ${CONTENT_LIVE}.new ${CONTENT_LIVE}
`,
});
