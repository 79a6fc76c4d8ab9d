"""The disk: find the project, write files and folders whole.

It knows nothing of what the files hold.
"""
