#!/bin/sh
# Prove the house, the quick proofs first. `sh tools/test.sh GROUP` runs one group; `sh tools/test.sh list` names them.
set -u
cd "$(dirname "$0")/.." || exit 1
PATH="$PWD/.venv/bin:$PATH"
export PATH
only=${1:-}
began=$(date +%s)

group() { # NAME, what it proves, command…
    name=$1 proves=$2
    shift 2
    if [ "$only" = list ]; then
        printf '  %-10s %s\n' "$name" "$proves"
        return
    fi
    [ -z "$only" ] || [ "$only" = "$name" ] || return 0
    printf '\n\033[1m== %s: %s (after %s s)\033[0m\n' "$name" "$proves" "$(($(date +%s) - began))"
    "$@" && return
    printf '\n\033[1;31m%s failed.\033[0m Only this again: sh tools/test.sh %s\n' "$name" "$name"
    exit 1
}

lint() {
    ruff check . && ruff format --check .
}

deploy() {
    # The settings of a real server behind HTTPS; a folder that is thrown away holds its key.
    home=$(mktemp -d) || return 1
    HONGLAM_HTTPS=1 HONGLAM_HOSTS=province.example HONGLAM_HOME=$home HONGLAM_LOG_LEVEL=WARNING \
        honglam manage check --deploy --fail-level WARNING
    answer=$?
    rm -rf "$home"
    return $answer
}

chromium_is_here() {
    command -v chromium >/dev/null && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Chromium is missing; apt installs it."
        apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install chromium && return
    fi
    echo "The browser tests need Chromium: install it with \`sudo apt install chromium\`, then run this again."
    return 1
}

# What failed is tried once more, alone, and both tries are shown: browsers and killed processes on a busy machine fail
# by chance, and one such chance in eight thousand tests must not hold up everything else. A real fault fails twice.
tests() { # pytest's own words
    pytest -q -n 2 "$@"
    answer=$?
    [ "$answer" = 1 ] || return "$answer"
    printf '\n\033[1;33mOnce more, one by one, what failed above:\033[0m\n'
    pytest -q -rA --last-failed --last-failed-no-failures none "$@" || return 1
    printf '\033[1;33mThe tests above hold only on the second try: they are to be mended.\033[0m\n'
}

marked() { # MARK: the files that have it; to read all the others too takes each process a quarter of a minute
    grep -rl --include='test_*.py' "mark\.$1\b" tests src
}

browser() {
    # shellcheck disable=SC2046  # a file a word
    chromium_is_here && tests --dist loadfile -m browser $(marked browser)
}

slow() {
    # The house's own files take longest and go first, so that both processes end at about the same time.
    # shellcheck disable=SC2046  # a file a word
    tests --dist loadfile --no-loadscope-reorder -m "slow and not browser" $(marked slow)
}

group lint "ruff: ALL rules minus reasons, one format" lint
group types "mypy strict, with Django's and the models' types" mypy --no-error-summary src tools conftest.py
group imports "imports only go down" lint-imports --no-logo
group packs "each pack keeps to its manifest and owns its files" python -m tools.packs
group words "the Vietnamese is complete" python tools/words.py --check
group docs "the reference pages are those of the code" python -m tools.docs --check
group deploy "Django's own checks, as on a real server" deploy
group unit "unit and property tests" tests -m "not browser and not slow"
group browser "pages in Chromium, axe among them" browser
group slow "real processes: start, kill, restore" slow

[ "$only" = list ] || printf '\n\033[1;32mEverything holds (%s s).\033[0m\n' "$(($(date +%s) - began))"
