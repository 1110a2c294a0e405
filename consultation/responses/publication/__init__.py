"""From an answer to words that may be public: recognised, left out, read by a person, confirmed."""
