"""`livinglab completion`: what a shell needs to complete our commands, made from the parser itself."""

import argparse
from typing import NamedTuple

from livinglab.context import Context
from livinglab.errors import DONE
from livinglab.language import Text
from livinglab.parser import Commands

SHELLS = ("bash", "zsh", "fish", "powershell")


class Described(NamedTuple):
    """One command as a shell sees it."""

    name: str
    summary: str
    options: list[str]
    """With the words that it takes."""


def add_to(commands: Commands) -> None:
    """Describe the command."""
    completion = commands.add(
        "completion", Text(id="cetak pelengkap perintah untuk shell", en="print completion for a shell")
    )
    completion.argument("shell", choices=SHELLS, help=Text(id="shell yang dipakai", en="your shell"))


def run(context: Context) -> int:
    """Print the script; it is static, so completing costs the shell no Python."""
    from livinglab.__main__ import build_parser  # noqa: PLC0415 - the door imports this module by name

    parser = build_parser(context.output.language)
    described = _described(parser)
    common = _options(parser)
    writer = {"bash": _bash, "zsh": _zsh, "fish": _fish, "powershell": _powershell}[context.arguments.shell]
    context.output.say(writer(described, common))
    return DONE


def _described(parser: argparse.ArgumentParser) -> list[Described]:
    for action in parser._actions:  # argparse has no public way to look at what was added
        if isinstance(action, argparse._SubParsersAction):
            return [
                Described(name, sub.description or "", [*_options(sub), *getattr(sub, "completions", ())])
                for name, sub in action.choices.items()
            ]
    return []


def _options(parser: argparse.ArgumentParser) -> list[str]:
    return [option for action in parser._actions for option in action.option_strings]


def _bash(commands: list[Described], common: list[str]) -> str:
    cases = "\n".join(f"    {each.name}) words='{' '.join(each.options)}' ;;" for each in commands)
    names = " ".join(each.name for each in commands)
    return f"""_livinglab() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} command= words each
  for each in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case " {names} " in *" $each "*) command=$each; break ;; esac
  done
  case "$command" in
{cases}
    *) words='{names} {" ".join(common)}' ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  [[ ${{#COMPREPLY[@]}} -eq 0 && $word != -* ]] && COMPREPLY=($(compgen -f -- "$word"))
  return 0
}}
complete -F _livinglab livinglab"""


def _zsh(commands: list[Described], common: list[str]) -> str:
    listed = "\n".join(f"    {_quoted(f'{each.name}:{each.summary}')}" for each in commands)
    cases = "\n".join(f"    {each.name}) compadd -- {' '.join(each.options)}; _files ;;" for each in commands)
    return f"""#compdef livinglab
_livinglab() {{
  local -a commands
  commands=(
{listed}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    compadd -- {" ".join(common)}
    return
  fi
  case $words[2] in
{cases}
  esac
}}
compdef _livinglab livinglab"""


def _fish(commands: list[Described], common: list[str]) -> str:
    lines = ["complete -c livinglab -n __fish_use_subcommand -f"]
    lines += [f"complete -c livinglab -n __fish_use_subcommand {_fish_option(each)}" for each in common]
    for each in commands:
        lines.append(
            f"complete -c livinglab -n __fish_use_subcommand -a {each.name} -d {_quoted(each.summary)}"
        )
        seen = f"'__fish_seen_subcommand_from {each.name}'"
        lines += [f"complete -c livinglab -n {seen} {_fish_option(option)}" for option in each.options]
    return "\n".join(lines)


def _fish_option(option: str) -> str:
    if not option.startswith("-"):
        return f"-a {option}"
    return f"-l {option[2:]}" if option.startswith("--") else f"-s {option[1:]}"


def _powershell(commands: list[Described], common: list[str]) -> str:
    table = "\n".join(
        f"    {_quoted(each.name)} = @({', '.join(map(_quoted, each.options))})" for each in commands
    )
    return f"""Register-ArgumentCompleter -Native -CommandName livinglab -ScriptBlock {{
  param($word, $ast, $cursor)
  $options = @{{
{table}
  }}
  $common = @({", ".join(map(_quoted, common))})
  $said = $ast.CommandElements | ForEach-Object {{ $_.ToString() }}
  $command = $said | Where-Object {{ $options.ContainsKey($_) }} | Select-Object -First 1
  $words = if ($command) {{ $options[$command] }} else {{ @($options.Keys) + $common }}
  $words | Where-Object {{ $_ -like "$word*" }} | Sort-Object | ForEach-Object {{
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }}
}}"""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
