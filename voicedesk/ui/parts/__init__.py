"""The window's parts, one a file: painted by the look, usable by mouse, keys and a screen reader.

A part is named by its class (``from voicedesk.ui.parts.button import Button``), takes texts already
translated, and emits signals that carry keys or plain values.
"""
