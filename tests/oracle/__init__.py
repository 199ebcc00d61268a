"""A second, slow and plain computation of what the telesales rules ask, for the tests to compare the program with."""
