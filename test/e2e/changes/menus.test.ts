import { afterAll, expect, test } from 'vitest';
import { deletePosts, NAME, published } from './posts.ts';
import { delay, wordpress } from './seen.ts';

/** Half the time for which a page is fresh. */
const WITHIN = 5000;
afterAll(deletePosts);

test('every host soon shows what is added to a menu, and hides what is removed from it', async () => {
  const item = (label: string) =>
    `["menu-item-title" => "${label}", "menu-item-url" => "/${label}", "menu-item-status" => "publish"]`;
  const menu = await wordpress('host-01', `echo $menu = wp_create_nav_menu("${NAME}");`);
  try {
    const shown = await wordpress(
      'host-01',
      `wp_update_nav_menu_item(${menu}, 0, ${item('first-item')});
      $instance = serialize(["nav_menu" => ${menu}]);
      echo '<!-- wp:legacy-widget ', json_encode(["idBase" => "nav_menu", "instance" => ["encoded" => base64_encode($instance), "hash" => wp_hash($instance)]]), ' /-->';`,
    );
    const { path } = await published(shown);
    const added = `echo wp_update_nav_menu_item(${menu}, 0, ${item('second-item')}) ? "" : "refused";`;
    expect(await delay('host-02', added, { [path]: /first-item(.|\n)*second-item/ })).toBeLessThan(WITHIN);
    const removed = `foreach (wp_get_nav_menu_items(${menu}) as $item) $item->title === "first-item" && wp_delete_post($item->ID, true);`;
    expect(
      await delay('host-03', removed, { [path]: /^(?!(.|\n)*first-item)(.|\n)*second-item/ }),
    ).toBeLessThan(WITHIN);
  } finally {
    await wordpress('host-01', `wp_delete_nav_menu(${menu});`);
  }
});

test('every host soon shows a changed navigation of a block theme', async () => {
  const link = (label: string) =>
    `<!-- wp:navigation-link {\\"label\\":\\"${label}\\",\\"url\\":\\"/x\\"} /-->`;
  const navigation = await wordpress(
    'host-01',
    `echo wp_insert_post(["post_type" => "wp_navigation", "post_status" => "publish", "post_title" => "${NAME}", "post_content" => "${link('before-it')}"]);`,
  );
  const { path } = await published(`<!-- wp:navigation {"ref":${navigation}} /-->`);
  const change = `wp_update_post(["ID" => ${navigation}, "post_content" => "${link('after-it')}"]);`;
  expect(await delay('host-02', change, { [path]: /after-it/ })).toBeLessThan(WITHIN);
});
