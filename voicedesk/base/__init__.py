"""What every part stands on: paths, settings, words, credentials, logging, database, jobs."""
