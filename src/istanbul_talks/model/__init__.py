"""What people write and what it means: records, schema, vocabularies, resolved quotes.

In: an annotation and its text. Out: records with offsets, items, the columns of rows.
"""
