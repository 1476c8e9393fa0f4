"""By which words, spellings and scales are columns and values recognised?

Word lists for headings, spellings of numbers and of missing values, and ordered scales: TOML that
users can extend, and what reads it.
"""
