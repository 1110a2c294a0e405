"""How drafts of pages and ideas are looked at by a second person before anybody else sees them."""
