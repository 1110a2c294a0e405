"""Personal data in responses: found for a person, handed to them, and erased when it is time."""
