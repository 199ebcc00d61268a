"""Commands on people: agents, units, sign-ins, and the entrance to the workstation."""
