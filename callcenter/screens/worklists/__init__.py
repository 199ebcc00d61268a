"""Lists that an agent works through: queue, messages, cases, promises."""
