"""The desk of an agent's shift, whatever shows it: outside world, context and output of a call, alerts, typed dates."""
