"""The statutory SEN2 return: read, check, load."""
