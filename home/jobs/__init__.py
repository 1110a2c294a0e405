"""Work after a request and at set times: tried again, and given up where people see it."""
