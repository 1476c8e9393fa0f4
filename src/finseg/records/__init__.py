"""What travels between the stages?

The frozen nouns: one record per stage, keyword-only, checking itself, able to describe itself once
in blocks. They hold results and no method of getting them.
"""
