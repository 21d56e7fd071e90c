"""Reads a release as a `Corpus`: loads, verifies, filters, restores, evaluates predictions.

In: a release folder or its address. Out: `Corpus`, `Subset`, scores.
"""
