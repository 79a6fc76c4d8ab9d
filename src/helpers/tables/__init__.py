"""HTML tables and fragments, filled from templates.

It lays out what is given: no figure is computed here, and HTML stands in the templates only.
"""
