"""The method of docs/metod.md, section by section: frames in, frames out.

It knows no Swedish and no markup, reads no file and draws nothing.
"""
