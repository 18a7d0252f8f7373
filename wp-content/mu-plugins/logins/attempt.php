<?php

declare(strict_types=1);

namespace Flotilla\Logins;

defined('ABSPATH') || exit;

const TOO_MANY = 'too_many_failures';
const FREE_OF_ADDRESS = 10;
/** Higher: anyone can cause failures, and the account's owner may be affected too. */
const FREE_OF_ACCOUNT = 30;

/**
 * One login. From an address where this account logged in before, only this account's failures there count. From any other
 * address, the login counts as a failure of both address and account before the password is compared: simultaneous
 * requests cannot exceed the limit. A success takes these failures back.
 */
final class Attempt
{
    public static ?self $current = null;
    /** Subjects whose failure was counted in advance. */
    private array $claimed = [];
    private ?\WP_Error $refusal = null;
    private bool $byApplicationPassword = false;

    private function __construct(private readonly string $pair, private readonly ?object $known)
    {
    }

    public static function begin(string $name): self
    {
        $account = account($name);
        $pair = pair(address(), $account);
        $known = known($pair);
        $attempt = new self($pair, $known ?: null);
        if ($known === false) {
            $attempt->refuse(503, 5);
        } elseif ($known === null) {
            $attempt->claimAll($account);
        } elseif ($known->wait > 0) {
            $attempt->refuse(429, (int) $known->wait);
        }
        return $attempt;
    }

    /** The address first: a refused request does not count for the account. */
    private function claimAll(string $account): void
    {
        $budgets = [by_address(address()) => FREE_OF_ADDRESS, by_account($account) => FREE_OF_ACCOUNT];
        foreach ($budgets as $subject => $free) {
            $wait = claim($subject, $free);
            if ($wait !== 0) {
                $this->giveBack();
                $this->refuse($wait === null ? 503 : 429, $wait ?? 5);
                return;
            }
            $this->claimed[] = $subject;
        }
    }

    public function byApplicationPassword(): void
    {
        $this->byApplicationPassword = true;
    }

    public function refusal(): ?\WP_Error
    {
        return $this->refusal;
    }

    public function end(mixed $user): mixed
    {
        if ($user instanceof \WP_User && ($this->byApplicationPassword || !$this->refusal)) {
            $this->giveBack();
            $this->byApplicationPassword || $this->remember();
            return $user;
        }
        if (!$this->refusal) {
            $this->known && claim($this->pair, FREE_OF_ADDRESS);
            return $user;
        }
        $this->answer();
        return $this->refusal;
    }

    private function remember(): void
    {
        if (!$this->known || $this->known->failures > 0 || $this->known->days_left < KNOWN_DAYS / 2) {
            remember($this->pair);
        }
    }

    private function giveBack(): void
    {
        array_map(give_back(...), $this->claimed);
        $this->claimed = [];
    }

    private function refuse(int $status, int $wait): void
    {
        $text = $status === 429
            ? sprintf('Too many failed logins. Try again in %s, or reset your password.', human_time_diff(0, $wait))
            : 'The database does not respond, so logins are not possible. Try again in a few seconds.';
        $this->refusal = new \WP_Error(TOO_MANY, "<strong>Error:</strong> $text", compact('status', 'wait'));
    }

    private function answer(): void
    {
        if (!headers_sent()) {
            ['status' => $status, 'wait' => $wait] = $this->refusal->get_error_data();
            status_header($status);
            header("Retry-After: $wait");
        }
    }
}
