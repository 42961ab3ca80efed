"""Networks that nobody wrote: random healthy ones with a random fault, or none, or two that have nothing to do with each other."""
