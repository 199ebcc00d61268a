"""The team as a whole: whose row needs attention, what it can do against what is ahead."""
