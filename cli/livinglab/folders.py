"""Where this platform keeps settings and caches."""

import os
import sys


def settings_file() -> str:
    """Return the path of the settings file, whether or not it exists."""
    return os.path.join(
        _base("XDG_CONFIG_HOME", ".config", "Application Support", "APPDATA"), "settings.toml"
    )


def credentials_file() -> str:
    """Return the path of the file that knows the user's tokens, whether or not it exists."""
    return os.path.join(os.path.dirname(settings_file()), "credentials.json")


def cache_folder() -> str:
    """Return the folder of archives that were downloaded before, whether or not it exists."""
    return _base("XDG_CACHE_HOME", ".cache", "Caches", "LOCALAPPDATA")


def state_folder() -> str:
    """Return the folder of what must be remembered and is no setting, whether or not it exists."""
    if sys.platform == "win32" or (sys.platform == "darwin" and "XDG_STATE_HOME" not in os.environ):
        return os.path.join(_base("XDG_STATE_HOME", "", "Application Support", "LOCALAPPDATA"), "state")
    return _base("XDG_STATE_HOME", os.path.join(".local", "state"), "", "")


def _base(xdg: str, unix: str, mac: str, windows: str) -> str:
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        return os.path.join(os.environ.get(windows) or home, "livinglab")
    if sys.platform == "darwin" and xdg not in os.environ:
        return os.path.join(home, "Library", mac, "livinglab")
    chosen = os.environ.get(xdg, "")
    return os.path.join(chosen if os.path.isabs(chosen) else os.path.join(home, unix), "livinglab")
