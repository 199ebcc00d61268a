"""Commands on campaigns, their rulebooks and scripts."""
