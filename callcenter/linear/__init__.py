"""The workstation in line mode: the whole shift as a dialogue of lines, for screen readers, braille and bad lines."""
