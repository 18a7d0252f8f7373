<?php
/**
 * Title: How it works
 * Slug: flotilla/how-it-works
 * Categories: text
 * Inserter: true
 */

$cards = [
    'Declare the fleet' => 'One primary, web hosts in the regions you choose: a few lines in a file. A pull request shows what would change, what it costs and what is at risk.',
    'Merge to apply it' => 'GitHub Actions creates droplets, firewalls, DNS records and a VPN, and configures MariaDB, nginx and PHP. A second run changes nothing, and says so.',
    'Push a theme' => 'Every host receives it, verifies it and switches at the same moment. If one page fails, all hosts switch back.',
];
?>
<!-- wp:columns {"align":"wide","style":{"spacing":{"blockGap":{"left":"2.5rem"}}}} -->
<div class="wp-block-columns alignwide">
<?php foreach ($cards as $title => $text) : ?>
	<!-- wp:column {"className":"flotilla-card"} -->
	<div class="wp-block-column flotilla-card">
		<!-- wp:heading {"level":3} -->
		<h3 class="wp-block-heading"><?php echo esc_html($title); ?></h3>
		<!-- /wp:heading -->
		<!-- wp:paragraph -->
		<p><?php echo esc_html($text); ?></p>
		<!-- /wp:paragraph -->
	</div>
	<!-- /wp:column -->
<?php endforeach; ?>
</div>
<!-- /wp:columns -->
