"""A second, slow and plain computation of what the rulebooks ask, for the tests to compare the program with."""
