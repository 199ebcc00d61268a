"""Search: finding customers by name, pinyin, number, company, and the filters of lists."""
