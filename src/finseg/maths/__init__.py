"""What can be said about arrays, whatever they stand for?

Arrays in, arrays out: distances, orders, indices, agreement, resampling. No tables, no settings.
"""
