<?php
// ⟦written⟧
/*
 * Answers the nginx that reads the share whether it may send a file: 204 yes, 403 no, 503 when the share does not
 * respond. A refused or deleted file also leaves the cache of the nginx that serves visitors.
 *
 * X-Settled is absent while a file may still change within the same second: its date, and so its ETag, would not show
 * that change. Clients get no validator then.
 */
declare(strict_types=1);

require __DIR__ . '/htaccess.php';

const SETTLED_SECONDS = 3;
const MOST_BYTES = 262144;
const ARCHIVE = '(zip|tar|gz|tgz|bz2|xz|zst|7z|rar)';
/** Logs, dumps and what editors and backups leave; an archive only where its name or folder says that it is a backup. */
const PRIVATE_FILES = '#(^|/)[^/]*(~|\.(bak|backup|old|orig|save|sw[op]|sql|mysql|dump|sqlite3?|wpress|wpstg|daf|jpa|env|ini|pem|key)'
    . '(\.' . ARCHIVE . ')*|\.log([.-]\d+)*(\.' . ARCHIVE . ')?)$'
    . '|(^|/)error_log$'
    . '|backup[^/]*/(.*\.)' . ARCHIVE . '$|(^|/)(dumps?|snapshots?|updraft)/(.*\.)' . ARCHIVE . '$'
    . '|(^|/)([^/]*[-_.])?(backup|db|database|dump)([-_.][^/]*)?\.' . ARCHIVE . '$#i';

$uri = $_SERVER['FLOTILLA_URI'];
$answer = look($uri, substr($uri, strlen('/wp-content/uploads/')), isset($_SERVER['HTTP_X_GRANTED']));
http_response_code($answer);

function look(string $uri, string $name, bool $granted): int
{
    try {
        $found = settled('⟦UPLOADS⟧/' . $name);
        if ($found && ($granted || !refused($uri, $name))) {
            return 204;
        }
    } catch (RuntimeException) {
        return 503;
    }
    forget($uri);
    return 403;
}

/** Whether it is a file; says on the way whether it may still change within the second. */
function settled(string $path): bool
{
    $file = opened($path);
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

/** What cannot be read as a file denies, as Apache has it. */
function text_of(string $path): ?string
{
    $file = opened($path);
    if ($file === null) {
        return null;
    }
    $status = fstat($file);
    $readable = ($status['mode'] & 0170000) === 0100000 && $status['size'] <= MOST_BYTES;
    $text = $readable ? stream_get_contents($file) : 'Require all denied';
    return $text === false ? throw new RuntimeException("cannot read $path") : $text;
}

/** Null where there is none. Never waits for the other end of a pipe ("n"). */
function opened(string $path): mixed
{
    error_clear_last();
    $file = @fopen($path, 'rn');
    $why = error_get_last()['message'] ?? '';
    if ($file === false && !preg_match('/No such file|directory|File name too long|Permission denied/', $why)) {
        throw new RuntimeException($why);
    }
    return $file === false ? null : $file;
}

/** nginx keeps a file where its key's digest says (proxy_cache_key, levels=1:2). */
function forget(string $uri): void
{
    $name = md5('upload:' . $uri);
    @unlink('/var/cache/nginx/uploads/' . $name[31] . '/' . substr($name, 29, 2) . '/' . $name);
}
