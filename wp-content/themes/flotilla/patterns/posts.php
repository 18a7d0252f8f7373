<?php
/**
 * Title: Posts
 * Slug: flotilla/posts
 * Description: The requested posts, page by page.
 * Categories: query
 * Inserter: no
 */
?>
<!-- wp:query {"query":{"perPage":10,"postType":"post","order":"desc","orderBy":"date","inherit":true},"className":"flotilla-posts","layout":{"type":"default"}} -->
<div class="wp-block-query flotilla-posts">
	<!-- wp:post-template {"style":{"spacing":{"blockGap":"0"}}} -->
		<!-- wp:post-title {"level":2,"isLink":true,"fontSize":"large"} /-->
		<!-- wp:post-date {"fontSize":"small","textColor":"muted"} /-->
	<!-- /wp:post-template -->
	<!-- wp:query-pagination -->
		<!-- wp:query-pagination-previous /-->
		<!-- wp:query-pagination-numbers /-->
		<!-- wp:query-pagination-next /-->
	<!-- /wp:query-pagination -->
	<!-- wp:query-no-results -->
		<!-- wp:paragraph -->
		<p>Nothing is here yet.</p>
		<!-- /wp:paragraph -->
	<!-- /wp:query-no-results -->
</div>
<!-- /wp:query -->
