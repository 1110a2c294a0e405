"""Four eyes for the files behind images and documents: they never change once they are there."""
