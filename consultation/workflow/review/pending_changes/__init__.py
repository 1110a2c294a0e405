"""Four eyes for what has no drafts: settings, redirects and sites."""
