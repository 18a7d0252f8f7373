<?php
/**
 * Title: The fleet
 * Slug: flotilla/hero
 * Categories: banner
 * Inserter: true
 */
?>
<!-- wp:group {"align":"full","className":"flotilla-hero","style":{"spacing":{"padding":{"top":"4rem","bottom":"0"},"blockGap":"1.5rem"}},"layout":{"type":"constrained"}} -->
<div class="wp-block-group alignfull flotilla-hero" style="padding-top:4rem;padding-bottom:0">
	<!-- wp:heading {"level":1,"align":"wide"} -->
	<h1 class="wp-block-heading alignwide">One site, many hosts, kept in formation by git.</h1>
	<!-- /wp:heading -->
	<!-- wp:paragraph {"align":"wide","fontSize":"large","textColor":"muted"} -->
	<p class="alignwide has-muted-color has-text-color has-large-font-size">Flotilla runs WordPress on a small fleet of DigitalOcean droplets in several regions. You declare the fleet in a file and commit it. No one logs in to a machine.</p>
	<!-- /wp:paragraph -->
	<!-- wp:group {"align":"wide","layout":{"type":"default"}} -->
	<div class="wp-block-group alignwide">
		<!-- wp:paragraph {"fontSize":"small"} -->
		<p class="has-small-font-size">This page was served by</p>
		<!-- /wp:paragraph -->
		<!-- wp:flotilla/served-by /-->
	</div>
	<!-- /wp:group -->
	<!-- wp:html -->
	<div class="alignfull"><svg class="flotilla-sea" viewBox="0 0 1200 220" preserveAspectRatio="xMidYMax slice" role="img" aria-label="Three boats under sail, one behind the other" xmlns="http://www.w3.org/2000/svg">
		<path fill="var(--wp--preset--color--tide)" opacity=".18" d="M0 150c150-34 300-34 450 0s300 34 450 0 200-34 300 0v70H0z"/>
		<g class="flotilla-ship"><path fill="var(--wp--preset--color--buoy)" d="M300 60v74l48-8z"/><path fill="var(--wp--preset--color--contrast)" opacity=".75" d="M294 78v56l-30-6z"/><path fill="var(--wp--preset--color--contrast)" d="M256 142h104l-16 22h-74z"/></g>
		<g class="flotilla-ship"><path fill="var(--wp--preset--color--tide)" d="M610 28v98l64-10z"/><path fill="var(--wp--preset--color--contrast)" opacity=".75" d="M602 52v74l-40-8z"/><path fill="var(--wp--preset--color--contrast)" d="M552 136h138l-22 30H572z"/></g>
		<g class="flotilla-ship"><path fill="var(--wp--preset--color--buoy)" d="M924 66v70l46-8z"/><path fill="var(--wp--preset--color--contrast)" opacity=".75" d="M918 84v52l-28-6z"/><path fill="var(--wp--preset--color--contrast)" d="M882 144h98l-15 20h-70z"/></g>
		<path fill="var(--wp--preset--color--tide)" opacity=".35" d="M0 172c120-26 260-26 400 0s280 26 420 0 260-26 380 0v48H0z"/>
		<path fill="var(--wp--preset--color--base)" d="M0 200c200-22 400-22 600 0s400 22 600 0v20H0z"/>
	</svg></div>
	<!-- /wp:html -->
</div>
<!-- /wp:group -->
