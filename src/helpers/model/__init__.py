"""What every room agrees on: codes, numbers, issues, schemas, the plan's facts.

It imports no other room and reads no file of the project.
"""
