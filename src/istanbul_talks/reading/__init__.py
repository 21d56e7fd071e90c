"""Reads a release as a `Corpus`: loads, filters, queries, restores, evaluates predictions.

In: a release folder or its address. Out: `Corpus`, `Subset`, `View`, scores.
"""
