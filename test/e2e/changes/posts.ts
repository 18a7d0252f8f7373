import { expect } from 'vitest';
import { askAll, wordpress } from './seen.ts';

/** The beginning of the titles of everything that a file creates. */
export const NAME = `changes-${Date.now()}`;

let count = 0;
export const newName = (): string => `${NAME}-${count++}`;

export interface Post {
  readonly id: string;
  readonly path: string;
}

/** A page or post for one test, stored on every host. */
export async function published(content: string, type = 'page'): Promise<Post> {
  const fields = {
    post_title: newName(),
    post_content: content,
    post_status: 'publish',
    post_type: type,
    comment_status: 'open',
  };
  const made = `$id = wp_insert_post(json_decode('${JSON.stringify(fields)}', true), true);
    echo $id, ' ', parse_url(get_permalink($id), PHP_URL_PATH);`;
  const [id = '', path = ''] = (await wordpress('host-01', made)).split(' ');
  for (const seen of await askAll(path)) expect([path, seen.status]).toEqual([path, 200]);
  return { id, path };
}

/** PHP. */
export const update = (id: string, fields: string): string => `wp_update_post(["ID" => ${id}, ${fields}]);`;

/** Call this when a file ends. */
export const deletePosts = (): Promise<string> =>
  wordpress(
    'host-01',
    `global $wpdb;
    foreach ($wpdb->get_col("SELECT ID FROM $wpdb->posts WHERE post_title LIKE '${NAME}%'") as $id) wp_delete_post((int) $id, true);`,
  );
