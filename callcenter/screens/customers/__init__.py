"""One customer and the ways to one: detail, forms, numbers, dates, duplicates, search."""
