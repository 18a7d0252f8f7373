/** The fewest PHP workers that a host runs: two for visitors, two for people who are logged in. */
export const FEWEST_WORKERS = 4;
/** The longest that a visitor who is not logged in may keep a PHP worker busy. */
export const VISITOR_SECONDS = 60;
