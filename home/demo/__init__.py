"""The demonstration consultation: what `load_demo` makes."""
