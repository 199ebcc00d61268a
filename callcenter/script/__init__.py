"""Call scripts: what to say in a call, step by step, and the reader that makes them from Markdown."""
