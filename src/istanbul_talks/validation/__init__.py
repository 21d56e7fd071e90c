"""The rules and what they find.

In: a corpus on disk. Out: findings with rule, path, line, column and remedy.
"""
