"""JupyterLab and the notebooks as files: start it, keep them clean.

It runs no notebook and builds no page.
"""
