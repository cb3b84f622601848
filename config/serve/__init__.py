"""Starts and stops all that casework needs on one machine: database, broker, web, worker, beat."""
