"""The disk: where the project is, whole files and folders, several files as one. It knows nothing of what they hold."""
