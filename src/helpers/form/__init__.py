"""The annual form, out and in.

Handed-in files are read, checked, and kept or refused whole. This room judges no series and makes no page.
"""
