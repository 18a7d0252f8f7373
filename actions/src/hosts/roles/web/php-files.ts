import type { Declaration } from '../../../declaration/declaration.ts';
import type { DesiredFile, RoleContext } from '../../model/role.ts';
import { distributionOn } from '../distribution.ts';
import { file } from '../paths.ts';
import { type Settings, settingsIn } from '../settings.ts';
import { textOf } from '../texts.ts';
import { loadedExtensions } from './extensions.ts';
import { imagePolicy, imagePolicyPath } from './image-policy.ts';
import { phpIni, phpUnit } from './php.ts';
import { membersConfig, membersPool, phpRun, uploadsPool, VISITORS, visitorsConfig } from './pool.ts';
import { phpSettings, poolSettings } from './settings.ts';
import { phpWorkers } from './workers.ts';

/** Of our own programs: each looks for the others beside itself. */
const OWN = '/usr/local/lib/flotilla';
const PAGE_PHP = `${OWN}/page.php`;
const UNITS = '/etc/systemd/system';

/** What PHP runs on a web host, and how. */
export const phpFiles = (context: RoleContext): readonly DesiredFile[] => {
  const { php, imagemagick } = distributionOn(context);
  const reload = { notify: ['reload PHP'] };
  const ini = phpIni(PAGE_PHP, context.declaration.php);
  return [
    ...programs(context.declaration),
    file(imagePolicyPath(imagemagick), imagePolicy(), reload),
    file(`/etc/php/${php}/fpm/conf.d/90-flotilla.ini`, ini, reload),
    ...poolsOf(context).map(({ pool, text }) =>
      file(`/etc/php/${php}/fpm/pool.d/${pool.name}.conf`, text, reload),
    ),
    file(`/etc/php/${php}/fpm/pool.d/flotilla-uploads.conf`, uploadsPool(), reload),
    file(`${UNITS}/php${php}-fpm.service.d/flotilla.conf`, phpUnit(), { notify: ['restart PHP'] }),
    file(`/etc/tmpfiles.d/php${php}-fpm.conf`, phpRun()),
  ];
};

const programs = (declaration: Declaration): readonly DesiredFile[] => {
  const settings = Object.keys(wantedOf(declaration)).join("', '");
  return ['proof', 'sessions', 'members', 'page', 'htaccess', 'uploads'].map((name) =>
    file(`${OWN}/${name}.php`, textOf(`web/${name}.php`, { settings }), { validate: 'php -l {}' }),
  );
};

/** What has to be in effect. */
export const phpSettingsOf = (context: RoleContext): readonly Settings[] => {
  const { php } = distributionOn(context);
  return [
    ...poolsOf(context).map(({ pool, text }) => poolSettings(php, pool, text)),
    phpSettings(php, wantedOf(context.declaration)),
  ];
};

const poolsOf = ({ declaration, host, memoryOf }: RoleContext) => {
  const workers = phpWorkers(memoryOf(host.name), declaration.php);
  return [
    { pool: VISITORS, text: visitorsConfig(host, workers) },
    { pool: membersPool(declaration.php), text: membersConfig(host, workers, declaration.php) },
  ];
};

/** What `proof.php` has to find. */
const wantedOf = ({ php }: Declaration): Record<string, string> => ({
  ...settingsIn(phpIni(PAGE_PHP, php)),
  ...loadedExtensions(php),
});
