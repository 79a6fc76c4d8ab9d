"""Swedish sentences and words for codes and figures, as plain text.

It writes no markup, judges nothing and reads no file; every class and figure comes from `method`.
"""
