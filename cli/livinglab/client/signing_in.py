"""Being let in by a person on the website, while the command line waits (RFC 8628)."""

import os
import platform
import sys
import threading
import time
import webbrowser

from livinglab.client.account import WebAccount
from livinglab.contract.accounts import DeviceStarted, TokenIssued
from livinglab.credentials.origins import may_carry_token
from livinglab.errors import NotSignedIn, Unreachable
from livinglab.language import Text
from livinglab.output import Output

LONGEST_WAIT = 30 * 60.0  # seconds, whatever the registry says
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
SLOWER = 5.0  # RFC 8628 §3.5
ENDS = {
    "access_denied": Text(id="Permintaan masuk ini ditolak.", en="The request to sign in was denied."),
    "expired_token": Text(id="Kodenya sudah kedaluwarsa.", en="The code has expired."),
}
AGAIN = Text(id="Mulai lagi: livinglab login", en="Begin again: livinglab login")


def let_in(account: WebAccount, output: Output, *, scopes: str, organisation: int | None) -> TokenIssued:
    """Show the code and wait for a person to agree; raises NotSignedIn, Unreachable."""
    started = account.start(scopes=scopes, name=platform.node()[:100], organisation=organisation)
    output.note(
        Text(
            id=f"Buka {started.verification_uri} dan masukkan kode ini:",
            en=f"Open {started.verification_uri} and enter this code:",
        )
    )
    output.note(f"\n    {started.user_code}\n", style="bold")
    _open_browser(started.verification_uri_complete)
    output.note(Text(id="Menunggu persetujuan … (Ctrl-C: batal)", en="Waiting for consent … (Ctrl-C: stop)"))
    return _wait(account, started)


def _wait(account: WebAccount, started: DeviceStarted) -> TokenIssued:
    ends = time.monotonic() + min(started.expires_in, LONGEST_WAIT)
    pause = _bounded(started.interval)
    while time.monotonic() + pause < ends:
        time.sleep(pause)
        try:
            answered = account.take(started.device_code)
        except Unreachable:  # the person may be faster than the network comes back
            pause = _bounded(pause * 2)
            continue
        if isinstance(answered, TokenIssued):
            return answered
        if answered.error == "slow_down":
            pause = _bounded(pause + SLOWER)
        elif answered.error != "authorization_pending":
            said = Text(id=answered.error_description, en=answered.error_description)
            raise NotSignedIn(ENDS.get(answered.error, said), AGAIN)
    raise NotSignedIn(ENDS["expired_token"], AGAIN)


def _bounded(pause: float) -> float:
    return min(max(float(pause), SHORTEST_PAUSE), LONGEST_PAUSE)


def _open_browser(address: str) -> None:
    """Open the page where somebody sits before a screen; a browser that does not start is no failure."""
    on_screen = sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")
    )
    if not (on_screen and sys.stdin.isatty() and sys.stderr.isatty() and may_carry_token(address)):
        return
    # In a thread: some browsers hold on to whoever starts them.
    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
