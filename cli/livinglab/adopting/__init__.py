"""Recording what a region does with an application, and telling how that stands."""
