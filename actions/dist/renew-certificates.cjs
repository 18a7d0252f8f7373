require('./commands.cjs').action('renew-certificates');
