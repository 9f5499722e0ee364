"""Assembling: settings, addresses, doors and the console command."""
