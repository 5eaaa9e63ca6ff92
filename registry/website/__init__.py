"""The website: pages that work without JavaScript, over the same features as the API."""
