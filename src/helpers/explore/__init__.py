"""What an analyst asks of a view: find, compare, rejudge, export.

It computes by `method` and words by `text`; it has no rules of its own and builds no page.
"""
