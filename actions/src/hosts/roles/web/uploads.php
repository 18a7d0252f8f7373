<?php
// ⟦written⟧
/*
 * Answers the nginx that reads the share whether it may send a file: 204 yes, 403 no, 503 when the share does not
 * respond. A refused or deleted file also leaves the cache of the nginx that serves visitors.
 *
 * X-Settled is absent while a file may still change within the same second: its date, and so its ETag, would not show
 * that change. Clients get no validator then.
 *
 * X-Missing says that the file may be sent, but is not here: another host may have it.
 */
declare(strict_types=1);

require __DIR__ . '/htaccess.php';

const SETTLED_SECONDS = 3;
const MOST_BYTES = 262144;
const ARCHIVE = '(zip|tar|gz|tgz|bz2|xz|zst|7z|rar)';
/** Logs, dumps, and leftovers of editors and backups; archives only if the name or folder says that they are backups. */
const PRIVATE_FILES = '#(^|/)[^/]*(~|\.(bak|backup|old|orig|save|sw[op]|sql|mysql|dump|sqlite3?|wpress|wpstg|daf|jpa|env|ini|pem|key)'
    . '(\.' . ARCHIVE . ')*|\.log([.-]\d+)*(\.' . ARCHIVE . ')?)$'
    . '|(^|/)error_log$'
    . '|backup[^/]*/(.*\.)' . ARCHIVE . '$|(^|/)(dumps?|snapshots?|updraft)/(.*\.)' . ARCHIVE . '$'
    . '|(^|/)([^/]*[-_.])?(backup|db|database|dump)([-_.][^/]*)?\.' . ARCHIVE . '$#i';

$uri = $_SERVER['FLOTILLA_URI'];
$status = decide($uri, substr($uri, strlen('/wp-content/uploads/')), isset($_SERVER['HTTP_X_GRANTED']));
http_response_code($status);

function decide(string $uri, string $name, bool $granted): int
{
    try {
        if ($granted || !refused($uri, $name)) {
            if (is_sendable('⟦UPLOADS⟧/' . $name)) {
                return 204;
            }
            header('X-Missing: 1');
        }
    } catch (RuntimeException) {
        return 503;
    }
    remove_from_cache($uri);
    return 403;
}

/** Whether it is a regular file. Sets X-Settled if its date will show every further change. */
function is_sendable(string $path): bool
{
    $file = open_file($path);
    if ($file === null) {
        return false;
    }
    $status = fstat($file);
    if ($status['mtime'] < time() - SETTLED_SECONDS) {
        header('X-Settled: 1');
    }
    return ($status['mode'] & 0170000) === 0100000;
}

function refused(string $uri, string $name): bool
{
    if (preg_match(PRIVATE_FILES, $name)) {
        return true;
    }
    $files = [];
    $folder = '⟦UPLOADS⟧';
    foreach (explode('/', $name) as $part) {
        $text = text_of("$folder/.htaccess");
        if ($text !== null) {
            $files[$folder] = $text;
        }
        $folder .= "/$part";
    }
    return $files !== [] && flotilla_refused($files, $uri, '⟦UPLOADS⟧/' . $name);
}

/** Returns null if the file is missing. One that is no regular file denies access, as in Apache. */
function text_of(string $path): ?string
{
    $file = open_file($path);
    if ($file === null) {
        return null;
    }
    $status = fstat($file);
    $readable = ($status['mode'] & 0170000) === 0100000 && $status['size'] <= MOST_BYTES;
    $text = $readable ? stream_get_contents($file) : 'Require all denied';
    return $text === false ? throw new RuntimeException("cannot read $path") : $text;
}

/** Returns null if the file is missing. Never waits for the other end of a pipe ("n"). */
function open_file(string $path): mixed
{
    error_clear_last();
    $file = @fopen($path, 'rn');
    $why = error_get_last()['message'] ?? '';
    if ($file === false && !preg_match('/No such file|directory|File name too long|Permission denied/', $why)) {
        throw new RuntimeException($why);
    }
    return $file === false ? null : $file;
}

/** The path of a cached file is the digest of its key (proxy_cache_key, levels=1:2). */
function remove_from_cache(string $uri): void
{
    $name = md5('upload:' . $uri);
    @unlink('/var/cache/nginx/uploads/' . $name[31] . '/' . substr($name, 29, 2) . '/' . $name);
}
