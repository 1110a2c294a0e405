"""The feedback form block and the questions an editor can put in it."""
