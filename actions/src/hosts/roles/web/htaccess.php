<?php
// ⟦written⟧
/*
 * Plugins protect folders of the uploads with .htaccess, which nginx does not read. This program reads the access rules as
 * Apache 2.4 applies them to an unknown visitor: no address, no cookie, no referrer. The innermost file that has a rule
 * wins, and <Files> sections win over rules outside them. What cannot be decided is refused.
 */
declare(strict_types=1);

const FLOTILLA_MODULES = '/^(mod_)?(authz_core|authz_host|access_compat|auth_basic|rewrite|alias|mime|headers|dir|autoindex'
    . '|setenvif|env|expires|deflate|filter)(_module|\.c)?$/i';

/** The directives of one .htaccess file outside of <Files>, or of one <Files> section. */
final class FlotillaScope
{
    public ?bool $compat = null;
    public ?bool $granted = null;
    public ?bool $rewritten = null;
    public bool $redirected = false;
    private string $order = 'deny,allow';
    private bool $allow = false;
    private bool $deny = false;
    /** RewriteCond lines since the last RewriteRule. */
    private array $conditions = [];
    private bool $rewriting = true;

    /** $uri is the requested address, $below its part below the folder of the .htaccess file. */
    public function __construct(private string $uri, private string $path, private string $below)
    {
    }

    public function take(string $directive, array $words): void
    {
        match ($directive) {
            'order' => $this->access(order: strtolower(implode('', $words))),
            'allow' => $this->access(allow: in_array('all', array_map('strtolower', $words), true)),
            'deny' => $this->access(deny: in_array('all', array_map('strtolower', $words), true)),
            'redirect', 'redirectmatch' => $this->redirect($words, $directive === 'redirectmatch'),
            'rewriteengine' => $this->rewriting = strtolower($words[0] ?? '') === 'on',
            'rewritecond' => $this->conditions[] = $words,
            'rewriterule' => $this->rewrite($words),
            default => null,
        };
    }

    /** Whether one Require line grants access. */
    public static function grants(array $words): bool
    {
        $said = strtolower(implode(' ', $words));
        return match (true) {
            str_starts_with($said, 'not ') => !self::grants(array_slice($words, 1)),
            str_starts_with($said, 'method ') => in_array('get', explode(' ', $said), true),
            default => $said === 'all granted',
        };
    }

    private function access(?string $order = null, bool $allow = false, bool $deny = false): void
    {
        $this->order = $order ?? $this->order;
        $this->allow = $this->allow || $allow;
        $this->deny = $this->deny || $deny;
        $this->compat = $this->order === 'deny,allow' ? !$this->deny || $this->allow : $this->allow && !$this->deny;
    }

    private function redirect(array $words, bool $expression): void
    {
        $status = strtolower($words[0] ?? '');
        if (!preg_match('/^(4\d\d|gone)$/', $status)) {
            return;
        }
        $what = $words[1] ?? '/';
        $this->redirected = $this->redirected
            || ($expression ? flotilla_matches($what, $this->uri) : str_starts_with($this->uri, $what));
    }

    /** A rule that forbids, redirects or passes the request to a program means that the file itself must not be sent. */
    private function rewrite(array $words): void
    {
        $applies = $this->rewriting && $this->rewritten !== true && $this->conditionsHold();
        $this->conditions = [];
        [$pattern, $target, $flags] = [$words[0] ?? '', $words[1] ?? '-', strtoupper($words[2] ?? '')];
        $this->rewritten ??= false;
        if (!$applies || !flotilla_matches($pattern, $this->below, str_contains($flags, 'NC'))) {
            return;
        }
        $this->rewritten = preg_match('/\b(F|G|R(=\w+)?|FORBIDDEN|GONE|REDIRECT(=\w+)?)\b/', $flags) === 1
            || preg_match('#^\w+://|\.php\b#i', $target) === 1;
    }

    private function conditionsHold(): bool
    {
        $all = true;
        $any = false;
        foreach ($this->conditions as $words) {
            $flags = strtoupper($words[2] ?? '');
            $any = $any || $this->holds($words[0] ?? '', $words[1] ?? '', str_contains($flags, 'NC'));
            if (!preg_match('/\bOR/', $flags)) {
                $all = $all && $any;
                $any = false;
            }
        }
        return $all;
    }

    private function holds(string $tested, string $pattern, bool $anyCase): bool
    {
        $known = ['REQUEST_URI' => $this->uri, 'REQUEST_FILENAME' => $this->path, 'HTTPS' => 'on', 'REQUEST_METHOD' => 'GET'];
        $value = preg_replace_callback('/%\{(\w+)[^}]*\}/', static fn ($found) => $known[$found[1]] ?? '', $tested);
        $not = str_starts_with($pattern, '!');
        $pattern = ltrim($pattern, '!');
        $holds = match (true) {
            in_array($pattern, ['-f', '-s', '-F'], true) => is_file($value),
            $pattern === '-d' => is_dir($value),
            str_starts_with($pattern, '=') => $value === trim(substr($pattern, 1), '"'),
            default => flotilla_matches($pattern, $value, $anyCase),
        };
        return $holds !== $not;
    }
}

/** A malformed expression matches: Apache would refuse everything below its file. */
function flotilla_matches(string $expression, string $text, bool $anyCase = false): bool
{
    $not = str_starts_with($expression, '!');
    $found = @preg_match("\x01" . ltrim($expression, '!') . "\x01" . ($anyCase ? 'i' : ''), $text);
    return $found === false || ($found === 1) !== $not;
}

/** The words of a line, without their quotes. */
function flotilla_words(string $line): array
{
    preg_match_all('/"([^"]*)"|\'([^\']*)\'|\[[^\]]*\](?=\s*$)|\S+/', $line, $found, PREG_SET_ORDER);
    return array_map(static fn (array $word) => $word[2] ?? $word[1] ?? $word[0], $found);
}

/** Whether what stands in a section counts for this file. Sections that cannot be decided count. */
function flotilla_section_counts(string $section, string $argument, string $name): bool
{
    $words = flotilla_words($argument);
    $not = str_starts_with($argument, '!');
    return match ($section) {
        'files' => ($words[0] ?? '') === '~' ? flotilla_matches($words[1] ?? '', $name) : fnmatch($words[0] ?? '', $name),
        'filesmatch' => flotilla_matches($words[0] ?? '', $name),
        'ifmodule' => (preg_match(FLOTILLA_MODULES, ltrim($words[0] ?? '', '!')) === 1) !== $not,
        'ifversion' => version_compare('2.4.60', end($words) ?: '2.4', preg_match('/^!?([<>]?=?)/', $argument, $how) && $how[1] ? $how[1] : '=') !== $not,
        'ifdefine', 'else', 'elseif' => false,
        'limit' => in_array('GET', array_map('strtoupper', $words), true),
        'limitexcept' => !in_array('GET', array_map('strtoupper', $words), true),
        default => true,
    };
}

/** The scopes of one file: first the rules outside <Files>, then each section that applies. */
function flotilla_scopes(string $text, string $uri, string $path, string $below): array
{
    $make = static fn () => new FlotillaScope($uri, $path, $below);
    $scopes = [$make()];
    $scope = $scopes[0];
    // For each section: the scope around it, whether it applies, and for <RequireAll> and the like what its lines granted.
    $open = [];
    foreach (preg_split('/\R/', str_replace(["\\\r\n", "\\\n"], ' ', $text)) as $line) {
        $line = trim($line);
        $counts = !in_array(false, array_column($open, 'counts'), true);
        if (preg_match('#^</#', $line)) {
            $section = array_pop($open);
            $scope = $section['scope'] ?? $scope;
            if (isset($section['mode']) && $section['counts'] && $section['granted'] !== []) {
                $granted = flotilla_together($section['mode'], $section['granted']);
                flotilla_grant($open, $scope, $granted);
            }
        } elseif (preg_match('/^<\s*(\w+)\s*(.*?)>?$/', $line, $found)) {
            $section = strtolower($found[1]);
            $open[] = [
                'scope' => $scope,
                'counts' => $counts && flotilla_section_counts($section, trim($found[2]), basename($path)),
                'mode' => str_starts_with($section, 'require') ? $section : null,
                'granted' => [],
            ];
            if (in_array($section, ['files', 'filesmatch'], true) && end($open)['counts']) {
                $scopes[] = $scope = $make();
            }
        } elseif ($counts && $line !== '' && $line[0] !== '#') {
            $words = flotilla_words($line);
            $directive = strtolower(array_shift($words));
            $directive === 'require'
                ? flotilla_grant($open, $scope, FlotillaScope::grants($words))
                : $scope->take($directive, $words);
        }
    }
    return $scopes;
}

/** Adds the result to the innermost <RequireAll> or the like, else to the scope, where one granting line suffices. */
function flotilla_grant(array &$open, FlotillaScope $scope, bool $granted): void
{
    for ($index = count($open) - 1; $index >= 0; $index--) {
        if (isset($open[$index]['mode'])) {
            $open[$index]['granted'][] = $granted;
            return;
        }
    }
    $scope->granted = ($scope->granted ?? false) || $granted;
}

function flotilla_together(string $mode, array $granted): bool
{
    return match ($mode) {
        'requireall' => !in_array(false, $granted, true),
        'requirenone' => !in_array(true, $granted, true),
        default => in_array(true, $granted, true),
    };
}

/** $files: texts of the .htaccess files by folder, outermost first; $path is in or below each of these folders. */
function flotilla_refused(array $files, string $uri, string $path): bool
{
    $scopes = [[], []];
    foreach ($files as $folder => $text) {
        $all = flotilla_scopes($text, $uri, $path, substr($path, strlen($folder) + 1));
        $scopes[0][] = array_shift($all);
        array_push($scopes[1], ...$all);
    }
    $compat = $granted = true;
    $rewritten = $redirected = false;
    foreach (array_merge(...$scopes) as $scope) {
        $compat = $scope->compat ?? $compat;
        $granted = $scope->granted ?? $granted;
        $rewritten = $scope->rewritten ?? $rewritten;
        $redirected = $redirected || $scope->redirected;
    }
    return !$compat || !$granted || $rewritten || $redirected;
}
