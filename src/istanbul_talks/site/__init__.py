"""Pages of the documentation that are generated from data, schema, rules, docstrings and --help.

In: the facts and rows of a release, and the checkout. Out: the text of every page by path.
"""
