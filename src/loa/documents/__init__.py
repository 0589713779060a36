"""Official documents: received and directed, drafted and issued, circulated and acknowledged."""
