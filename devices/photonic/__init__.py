"""Devices of light: a mode of light for each wire."""
