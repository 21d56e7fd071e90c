"""Pure functions on `str`: quotes to places, dates, graphemes, languages, old text to new.

In: text and words. Out: places in code points, dates, or text fit for a message.
"""
