"""IQP circuits simulated by what makes them special: all their gates are diagonal together."""
