import type { RoleContext } from '../../model/role.ts';
import { directory, file, type Part, quote, timer } from '../parts.ts';
import { BACKUPS } from '../shared.ts';
import { textOf } from '../texts.ts';
import { AS_ROOT } from './sql.ts';

export const backup = ({ declaration: { database } }: RoleContext): readonly Part[] => [
  {
    directories: [directory(BACKUPS, { mode: '0700' })],
    files: [
      file(
        '/usr/local/sbin/flotilla-backup',
        textOf('database/backup.sh', { database: quote(database.name), asRoot: AS_ROOT }),
        { mode: '0755', validate: 'bash -n {}' },
      ),
    ],
  },
  timer('flotilla-backup', {
    service: textOf('database/flotilla-backup.service'),
    timer: textOf('database/flotilla-backup.timer'),
  }),
];
