#!/usr/bin/env bash
# command_line.sh BULWARK: help fits 80 columns, and a command line that cannot be read says what may have been meant.
set -euo pipefail
bulwark=$1
failed=0
wrong() { printf 'command line: %s\n' "$*"; failed=1; }

# commands [COMMAND...]: the subcommands that its help names.
commands() { "$bulwark" "$@" --help | sed -n '/^Subcommands:/,$ s/^  \([a-z][a-z-]*\) .*/\1/p'; }

check_help() {
  local too_wide sub
  too_wide=$("$bulwark" "$@" --help | awk 'length > 80')
  [ -z "$too_wide" ] || wrong "help of '$*' is wider than 80 columns: $too_wide"
  for sub in $(commands "$@"); do check_help "$@" "$sub"; done
}

# says TEXT ARGUMENT...: exit code 2, and the text on standard error.
says() {
  local text=$1 said status=0
  shift
  said=$("$bulwark" "$@" 2>&1 >/dev/null </dev/null) || status=$?
  [ "$status" = 2 ] || wrong "'$*' ends with $status, not with 2"
  case $said in *"$text"*) ;; *) wrong "'$*' does not say '$text', but: $said" ;; esac
}

# check_page: every block of help in docs/cli.md is what the command prints.
check_page() {
  local page names name
  page=$(<"$(dirname "$(readlink -f "$0")")/../docs/cli.md")
  names=$(sed -n 's/^Usage: bulwark \([a-z -]*[a-z]\) \[OPTIONS\].*/\1/p' <<<"$page")
  [ "$(wc -l <<<"$names")" -ge 6 ] || wrong "docs/cli.md has hardly any help: $names"
  while IFS= read -r name; do
    # shellcheck disable=SC2086 # the words of the command
    case $page in *"$("$bulwark" $name --help)"*) ;; *) wrong "docs/cli.md has another help of '$name'" ;; esac
  done <<<"$names"
}

[ "$(commands | wc -l)" -ge 5 ] || wrong "help names no commands"
check_help
check_page
says "no command 'scna'; did you mean 'scan'?" scna
says 'Try `bulwark --help`.' scna
says "no option '--framwork'; did you mean '--framework'?" scan --framwork=nsa
says "no command 'whomai'; did you mean 'whoami'?" rbac whomai
says 'Try `bulwark rbac whoami --help`.' rbac whoami --blah
says "no command 'who-cna'; did you mean 'who-can'?" rbac who-cna
says "two -o would write x" scan -o json=x -o sarif=x .
says "no severity; did you mean 'high'?" scan --fail-on hihg .
exit "$failed"
