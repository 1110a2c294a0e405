"""Users and groups in the admin: nobody gives, takes over or changes what is above them."""
