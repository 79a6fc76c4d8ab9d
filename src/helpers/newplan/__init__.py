"""Start another plan from one table: the files of a new project.

A person reads and corrects what is proposed; nothing is judged here.
"""
