"""What does the bank take away?

The report and its figures, the tables, the saved model: each written aside first and renamed, so
that a file is complete or absent.
"""
