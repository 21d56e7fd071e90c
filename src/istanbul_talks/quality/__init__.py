"""Annotators compared: which items match, how far they agree, what was decided, what audits found.

In: items of passes and of the reference. Out: pairs, measures with intervals, error rates.
"""
