"""Facts on record of a customer: read for a fold, written with their source, found by words."""
