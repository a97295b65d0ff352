"""The deployment on Docker: its files, and a run in which every container is killed."""
