"""Reference material: rulebooks in words, call scripts."""
