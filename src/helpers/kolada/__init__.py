"""Open data from Kolada: fetch, keep a dated snapshot, compare, hand in.

It asks no other server and judges no series.
"""
