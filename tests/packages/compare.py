#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""compare.py LIST_PACKAGES NAME: what the extractors list of a root is exactly what the tool that owns the list says of
the same root. NAME is a key of COMPARISONS. Exits 77 where the tool, or what it needs, is missing. The comparisons stand by
ecosystem, one file each, since each has rules of its own for what counts."""
import sys
import tempfile

sys.dont_write_bytecode = True
import javascript  # noqa: E402
import languages  # noqa: E402
import python_projects  # noqa: E402
import systems  # noqa: E402

COMPARISONS = {
    "dpkg": systems.dpkg, "rpm": systems.rpm, "apk": systems.apk,
    "go": languages.go, "cargo": languages.cargo, "auditable": languages.auditable,
    "npm": javascript.npm, "npm_locks": javascript.npm_locks, "yarn": javascript.yarn, "pnpm": javascript.pnpm,
    "pip": python_projects.pip, "poetry": python_projects.poetry, "uv": python_projects.uv, "pdm": python_projects.pdm,
    "pipenv": python_projects.pipenv,
    "gem": languages.gem, "composer": languages.composer, "jar": languages.jar,
}

with tempfile.TemporaryDirectory() as folder:
    COMPARISONS[sys.argv[2]](folder)
