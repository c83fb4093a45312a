"""The local platform: the whole Voice API on this machine, where no phone ever rings."""
