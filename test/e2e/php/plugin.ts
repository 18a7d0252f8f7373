import { addresses, DOMAIN, inCloud, onHost, WEB } from '../cluster.ts';

/** What plugins expect of PHP. Each run uses its own addresses. */
export const NAME = `php-${Date.now()}`;
export const CORE = '/srv/www/content/current/core';
const LONG_SECONDS = 66;
/** A plugin with functions as pages. `bare` ones run directly, without WordPress. */
const PLUGIN = `<?php
[$do, $bare] = [$_GET['do'], isset($_GET['bare'])];
$bare || require __DIR__ . '/wp-load.php';
isset($_GET['name']) && session_name($_GET['name']);
isset($_GET['gc']) && ini_set('session.gc_divisor', 1);
isset($_GET['limiter']) && session_cache_limiter($_GET['limiter']);
if ($do === 'upload') {
    echo json_encode(['most' => wp_max_upload_size(), 'size' => $_FILES['file']['size'], 'error' => $_FILES['file']['error']]);
} elseif ($do === 'long') {
    sleep(${LONG_SECONDS});
    echo 'done ', get_current_user_id();
} elseif ($do === 'extensions') {
    $loaded = array_map('extension_loaded', ['bcmath', 'exif', 'gd', 'imagick', 'intl', 'soap', 'sodium']);
    $formats = array_map(fn ($format) => Imagick::queryFormats($format) !== [], ['PDF', 'HEIC', 'WEBP', 'AVIF']);
    echo json_encode([$loaded, $formats, gd_info()['WebP Support'], gd_info()['AVIF Support']]);
} elseif ($do === 'preview') {
    require_once ABSPATH . 'wp-admin/includes/image.php';
    $pdf = '/var/tmp/${NAME}.pdf';
    file_put_contents($pdf, base64_decode($_POST['pdf']));
    $editor = wp_get_image_editor($pdf);
    echo is_wp_error($editor) ? $editor->get_error_message() : json_encode($editor->get_size());
    unlink($pdf);
} elseif ($do === 'count') {
    echo json_encode(session_start());
    $count = $_SESSION['count'] ?? 0;
    usleep((int) ($_GET['usleep'] ?? 0));
    $_SESSION['count'] = $count + 1;
    echo ' ', $_SESSION['count'];
} elseif ($do === 'read') {
    session_start();
    echo $_SESSION['count'] ?? 'none';
} elseif ($do === 'late') {
    session_start();
    register_shutdown_function(fn () => $_SESSION['count'] = 'late');
} elseif ($do === 'renew') {
    session_start();
    session_regenerate_id(true);
    echo session_id();
} elseif ($do === 'end') {
    session_start();
    session_destroy();
}
`;
let known: ReturnType<typeof addresses> | undefined;

/** A host's response, with its headers. */
export async function ask(
  host: string,
  query: string,
  options: readonly string[] = [],
  input = '',
): Promise<string> {
  known ??= addresses();
  const { ipv4 = '' } = (await known)[host] ?? {};
  const words = ['-sSki', '--http1.1', '--max-time', '100', ...options, '--connect-to', `::${ipv4}:`];
  const line = `${input}curl "$@" 'https://${DOMAIN}/${NAME}.php?${query}'`;
  return (await inCloud('sh', '-c', line, 'sh', ...words)).stdout;
}
export const body = (answer: string) => answer.split('\r\n\r\n').slice(1).join('\r\n\r\n');
const statusOf = (answer: string): number => Number([...answer.matchAll(/^HTTP\/1\.1 (\d+)/gm)].at(-1)?.[1]);
export const cache = (answer: string) => /^x-cache: (\w+)/im.exec(answer)?.[1];
export const timed = async (answer: Promise<string>) => {
  const started = Date.now();
  const text = await answer;
  return { text, status: statusOf(text), seconds: (Date.now() - started) / 1000 };
};

export const putPlugin = async () => {
  for (const host of WEB) await onHost(host, `cat >${CORE}/${NAME}.php <<'PHP'\n${PLUGIN}PHP`);
};

export const removePlugin = async () => {
  for (const host of WEB) await onHost(host, `rm -f ${CORE}/${NAME}.php`);
};
