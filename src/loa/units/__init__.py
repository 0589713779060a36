"""Areas, bodies, people, posts and rights."""
