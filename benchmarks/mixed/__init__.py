"""Groups among numbers and words."""
