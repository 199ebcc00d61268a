"""Mode 5, the team overview, and the customers of an agent."""
