"""What the side panel of the page editor finds in a draft, besides what its own checker finds."""
