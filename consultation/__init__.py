"""The pages people read: consultations, their sections and their blocks."""
