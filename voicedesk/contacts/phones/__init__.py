"""Telephone numbers: what phonenumbers says of one, in this program's words."""
