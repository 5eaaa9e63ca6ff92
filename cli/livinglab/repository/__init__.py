"""Git for livinglab: the one runner, limits, reading trees, snapshots. Standard library only."""
