"""Contact lists: numbers, import, export, the list store."""
