"""Pages: one for everybody, the others for those who plan capacity."""
