"""What may be shown of a study to people who may not see customers?

The records of a study in, the same as they may leave out; counts of few customers are hidden, and
what would give them away with them.
"""
