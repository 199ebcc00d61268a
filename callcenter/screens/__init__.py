"""One file a screen, its stylesheet beside it. Screens talk to the store through workers.

See docs/architecture.md#ui-thread.
"""
