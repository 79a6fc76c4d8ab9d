"""Run notebooks, build a year's pages, publish them as one folder.

It knows processes, files and templates; no series is judged and no chart is drawn here.
"""
