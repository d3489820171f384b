#!/bin/sh
# Pin every dependency with its hashes. No index address is written: the files work with any mirror.
set -eu
cd "$(dirname "$0")/.."
mkdir -p requirements
compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate "$@"
}
echo uv | compile - -o requirements/uv.txt
compile pyproject.toml -o requirements/run.txt
compile pyproject.toml --extra dev -c requirements/run.txt -o requirements/dev.txt
