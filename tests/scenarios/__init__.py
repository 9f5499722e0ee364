"""User stories: they act and assert through what a person sees."""
