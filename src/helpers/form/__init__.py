"""The annual form, out and in: what is handed in is read, asked about, and kept or refused whole."""
