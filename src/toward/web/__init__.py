"""The web app: one process, pages in two languages, no request to anywhere else."""
