"""The disk: find the project, write files and folders whole.

Of what the files hold it knows only the plan's facts (`about`); it checks no table.
"""
