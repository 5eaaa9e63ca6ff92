"""One module a command: `add_to` describes it to argparse, `run` does it. Heavy imports only inside `run`."""
