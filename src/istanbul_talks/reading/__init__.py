"""A release becomes a `Corpus`: loaded, verified, filtered, restored, compared with predictions.

In: a release folder or its address. Out: `Corpus`, `Subset`, scores.
"""
