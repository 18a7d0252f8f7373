require('./commands.cjs').action('plan');
