"""Compares annotators: which items match, how well they agree, decisions, audits.

In: items of passes and of the reference. Out: pairs, measures with intervals, error rates.
"""
