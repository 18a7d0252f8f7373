import { expect } from 'vitest';
import { askAll, wordpress } from './seen.ts';

/** Begins the titles of all that a file makes. */
export const NAME = `changes-${Date.now()}`;

let count = 0;
export const newName = (): string => `${NAME}-${count++}`;

export interface Post {
  readonly id: string;
  readonly path: string;
}

/** A page or post of its own for each test, stored on every host. */
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

/** To be called when a file ends. */
export const deletePosts = (): Promise<string> =>
  wordpress(
    'host-01',
    `global $wpdb;
    foreach ($wpdb->get_col("SELECT ID FROM $wpdb->posts WHERE post_title LIKE '${NAME}%'") as $id) wp_delete_post((int) $id, true);`,
  );
