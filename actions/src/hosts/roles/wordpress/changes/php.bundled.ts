/** What a bundle has instead of `php.ts`: the build puts each text in. */
export { default as affected } from './affected.php';
export { default as everywhere } from './everywhere.php';
export { default as feed } from './feed.php';
export { default as follow } from './follow.php';
export { default as follower } from './follower.php';
export { default as note } from './note.php';
export { default as noted } from './noted.php';
export { default as pageFile } from './page-file.php';
export { default as renew } from './renew.php';
export { default as row } from './row.php';
export { default as stored } from './stored.php';
export { default as systemd } from './systemd.php';
