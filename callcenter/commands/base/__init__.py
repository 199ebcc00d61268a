"""Foundations of the commands: context, options, arguments, output and files."""
