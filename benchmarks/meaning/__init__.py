"""How much of what finseg says about columns of real tables is true?"""
