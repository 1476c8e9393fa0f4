"""What can be tried without data of one's own?

`customers.csv`: 1,000 invented customers of the reference study; `finseg.toml`: its settings.
"""
