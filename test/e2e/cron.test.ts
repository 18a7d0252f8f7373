import { afterAll, beforeAll, expect, test } from 'vitest';
import { onHost, PRIMARY, WEB } from './cluster.ts';

const FOLDER = '/srv/www/content/current/wp-content/mu-plugins';
const HANDLER = `${FOLDER}/cron-test.php`;
const sql = (statement: string) => onHost(PRIMARY, `mariadb -N wordpress -e "${statement}"`);
const everywhere = (line: string) => Promise.all(WEB.map((host) => onHost(host, line)));
const encoded = (text: string) => `echo ${Buffer.from(text).toString('base64')} | base64 -d`;

/**
 * Logs each event that runs, for as long as its second argument says. Hosts that found no lock wait for each other, so
 * they all reach the point where WordPress has read its lock and not yet written it.
 */
const HANDLER_PHP = `<?php
add_action('cron_test', function ($number, $seconds) {
    global $wpdb;
    $wpdb->query($wpdb->prepare('INSERT INTO cron_test VALUES (%d)', $number));
    usleep((int) ($seconds * 1e6));
}, 10, 2);
add_filter('transient_doing_cron', function ($found) {
    global $wpdb;
    $wpdb->query('INSERT INTO cron_met VALUES (1)');
    for ($tries = 0; $tries < 20 && $wpdb->get_var('SELECT COUNT(*) FROM cron_met') < ${WEB.length}; $tries++) {
        usleep(100000);
    }
    return $found;
});
`;
const wordpress = (line: string) =>
  onHost(
    'host-01',
    `${encoded(`<?php require '/srv/www/content/current/core/wp-load.php'; ${line}`)} | \
setpriv --reuid=www-data --regid=www-data --init-groups php`,
  );
const due = (...events: readonly (readonly [number, number])[]) =>
  wordpress(
    `foreach (json_decode('${JSON.stringify(events)}') as $event) wp_schedule_single_event(time() - 5, 'cron_test', $event);`,
  );
const ran = async () => (await sql('SELECT number FROM cron_test ORDER BY number')).trim().split('\n');

beforeAll(async () => {
  await sql('CREATE OR REPLACE TABLE cron_test (number INT); CREATE OR REPLACE TABLE cron_met (one INT)');
  await everywhere(
    `mkdir -p ${FOLDER} && ${encoded(HANDLER_PHP)} > ${HANDLER} && systemctl stop flotilla-cron.timer`,
  );
});
afterAll(async () => {
  await everywhere(
    'systemctl stop flotilla-cron.service; systemctl reset-failed flotilla-cron.service || true',
  );
  await wordpress("wp_unschedule_hook('cron_test');");
  await everywhere(
    `rm -f ${HANDLER}; rmdir --ignore-fail-on-non-empty ${FOLDER}; systemctl start flotilla-cron.timer`,
  );
  await sql('DROP TABLE cron_test, cron_met');
});

test('hosts that start cron at the same time run each event once', async () => {
  await due([1, 0.1], [2, 0.1], [3, 0.1], [4, 0.1], [5, 0.1]);
  await everywhere('systemctl start flotilla-cron.service');
  expect(await ran()).toEqual(['1', '2', '3', '4', '5']);
});

test('another host runs the cron events of a host that disappears', async () => {
  await due([6, 60], [7, 0]);
  await onHost('host-01', 'systemctl start --no-block flotilla-cron.service');
  await expect.poll(ran, { timeout: 20_000, interval: 100 }).toContain('6');
  await onHost('host-02', 'systemctl start flotilla-cron.service');
  expect(await ran()).not.toContain('7');
  await onHost('host-01', 'systemctl kill --signal=KILL flotilla-cron.service');
  await expect
    .poll(async () => [await onHost('host-02', 'systemctl start flotilla-cron.service'), await ran()][1], {
      timeout: 20_000,
    })
    .toContain('7');
  expect(await ran()).toEqual(['1', '2', '3', '4', '5', '6', '7']);
});
