import { inWordpress } from '../cluster.ts';
import { type Members, onHost, sql } from './members.ts';

/** What one host wrote, next to another that writes the same rows. */
interface Written {
  readonly option: number;
  readonly post: number;
  readonly counter: number;
  /** Errors that reached WordPress, by text. */
  readonly errors: Readonly<Record<string, number>>;
}

export interface Conflicts {
  readonly written: readonly Written[];
  readonly counter: number;
  /** Statements that a member gave up for another's. MariaDB repeated those that WordPress has no error of. */
  readonly aborted: number;
  /** Different contents of the option and the post that members hold. One means that all agree. */
  readonly versions: number;
}

const OPTION = 'flotilla_conflict';
const COUNTER = 'flotilla_counter';
const TITLE = 'flotilla conflict';

const PREPARE = `update_option('${COUNTER}', '0', false); update_option('${OPTION}', '', false);
wp_insert_post(['post_title' => '${TITLE}', 'post_status' => 'publish']);`;

/** `wpdb` adds each failed statement to $EZSQL_ERROR, also inside WordPress's own functions. */
const writes = (host: string, times: number) => `$wpdb->suppress_errors();
$post = (int) $wpdb->get_var("SELECT ID FROM $wpdb->posts WHERE post_title = '${TITLE}'");
$seen = ['option' => 0, 'post' => 0, 'counter' => 0];
for ($i = 1; $i <= ${times}; $i++) {
    $seen['option'] += (int) update_option('${OPTION}', "${host} $i");
    $seen['post'] += (int) !is_wp_error(wp_update_post(['ID' => $post, 'post_content' => "${host} $i"], true));
    $seen['counter'] += (int) $wpdb->query("UPDATE $wpdb->options SET option_value = option_value + 1 WHERE option_name = '${COUNTER}'");
}
$errors = array_count_values(array_map(fn ($one) => $one['error_str'], $EZSQL_ERROR ?? []));
echo "\\n" . json_encode($seen + ['errors' => (object) $errors]);`;

const ABORTED =
  "SELECT SUM(VARIABLE_VALUE) FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME IN ('WSREP_LOCAL_BF_ABORTS', 'WSREP_LOCAL_CERT_FAILURES')";
const CONTENTS = `SELECT option_value FROM wordpress.wp_options WHERE option_name = '${OPTION}' UNION ALL SELECT post_content FROM wordpress.wp_posts WHERE post_title = '${TITLE}' AND post_type = 'post'`;

/** All web hosts write the same option, post and counter at the same time. */
export async function conflict(members: Members, times: number): Promise<Conflicts> {
  const { primary, web } = members;
  const first = web[0] ?? '';
  const aborted = async () =>
    (await Promise.all([primary, ...web].map((host) => sql(members, host, ABORTED))))
      .map(Number)
      .reduce((a, b) => a + b);
  await onHost(members, first, inWordpress(PREPARE));
  const before = await aborted();
  const said = await Promise.all(web.map((host) => onHost(members, host, inWordpress(writes(host, times)))));
  const contents = await Promise.all([primary, ...web].map((host) => sql(members, host, CONTENTS)));
  const result = {
    written: said.map((text) => JSON.parse(text.split('\n').at(-1) ?? '')),
    counter: Number(
      await sql(
        members,
        primary,
        `SELECT option_value FROM wordpress.wp_options WHERE option_name = '${COUNTER}'`,
      ),
    ),
    aborted: (await aborted()) - before,
    versions: new Set(contents).size,
  };
  await sql(members, first, `DELETE FROM wordpress.wp_posts WHERE post_title = '${TITLE}'`);
  await sql(
    members,
    first,
    `DELETE FROM wordpress.wp_options WHERE option_name IN ('${OPTION}', '${COUNTER}')`,
  );
  return result;
}
