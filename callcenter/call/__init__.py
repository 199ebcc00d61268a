"""A call as an object, from the dial to the saved touch: no screen, no database, no clock."""
