"""Charts: frames of points become SVG figures.

A chart draws what it is given and computes no result; the words on it come from `text`.
"""
