#!/bin/bash
# Measures whole processes side by side with restic: first snapshot, unchanged snapshot, restore, size of the repository.
#
# usage: compare.sh DATA VAULTIK RESTIC [SCRATCH]
#
#   DATA     a directory; it is only read
#   VAULTIK  the command, such as "java -jar vaultik-examples/target/vaultik.jar"; it is split at spaces
#   RESTIC   the command, such as "restic"
#   SCRATCH  where repositories, caches and restored files go; default: a new directory below ${TMPDIR:-/tmp}
#
# ROUNDS (default 5) rounds, each with a new repository of each program; the programs take turns in going first. The table on
# standard output holds the median of each figure: seconds of wall clock, seconds of CPU, peak memory, bytes. The first restore of
# each program is compared with DATA. Everything stays in the cache of the operating system: what is compared is the programs.
# Restored trees stay until the end, since ext4 is slow where many files were deleted a moment ago: SCRATCH needs room for about
# 2 x ROUNDS + 1 times DATA. REMOVE=1 removes them at once, for a SCRATCH in memory. Needs bash, GNU time, find, diff, sort, awk.
set -euo pipefail
export LC_ALL=C

if [ $# -lt 3 ] || [ $# -gt 4 ]; then
    sed -n '2,16p' "$0" | sed 's/^# \{0,1\}//' >&2
    exit 2
fi
data=$(cd "$1" && pwd)
read -ra vaultik <<<"$2"
read -ra restic <<<"$3"
rounds=${ROUNDS:-5}
[ -x /usr/bin/time ] || { echo "compare.sh: /usr/bin/time (GNU time) is needed" >&2; exit 2; }
if [ $# -eq 4 ]; then
    mkdir -p "$4"
    scratch=$(mktemp -d "$(cd "$4" && pwd)/compare.XXXXXX")
else
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/compare.XXXXXX")
fi
figures=$scratch/figures
: >"$figures"
trap 'chmod -R u+rwX "$scratch" 2>/dev/null || true; rm -rf "$scratch"' EXIT

# Runs a command and notes what it cost; its output is shown only if it fails.
measure() { # PROGRAM STEP COMMAND...
    local program=$1 step=$2
    shift 2
    if ! /usr/bin/time -q -f '%e %U %S %M' -o "$scratch/time" "$@" >"$scratch/output" 2>&1; then
        echo "compare.sh: $program failed at $step: $*" >&2
        cat "$scratch/output" >&2
        exit 1
    fi
    awk -v p="$program" -v s="$step" '{ print p, s, $1, $2 + $3, $4 }' "$scratch/time" >>"$figures"
    echo "round $round: $program $step $(cut -d' ' -f1 "$scratch/time") s" >&2
}

size() { # PROGRAM DIRECTORY
    find "$2" -type f -printf '%s\n' | awk -v p="$1" '{ n += $1 } END { print p, "size", n, 0, 0 }' >>"$figures"
}

check() { # PROGRAM RESTORED
    if [ "$round" -eq 1 ] && ! diff -r --no-dereference "$data" "$2" >"$scratch/diff" 2>&1; then
        echo "compare.sh: what $1 restored differs from $data:" >&2
        head "$scratch/diff" >&2
        exit 1
    fi
}

run_vaultik() {
    local at=$scratch/vaultik-$round
    local options=(--storage "$at/repository" --state "$at/state" --catalog "$at/catalog")
    mkdir -p "$at"
    "${vaultik[@]}" keygen -o "$at/key" >"$at/public"
    "${vaultik[@]}" init "${options[@]}" --recipient "$(grep -om1 'age1[a-z0-9]*' "$at/public")" >/dev/null 2>&1
    measure vaultik first "${vaultik[@]}" snapshot create --name data "${options[@]}" "$data"
    measure vaultik unchanged "${vaultik[@]}" snapshot create --name data "${options[@]}" "$data"
    size vaultik "$at/repository"
    measure vaultik restore "${vaultik[@]}" restore latest "$at/restored" --identity "$at/key" "${options[@]}"
    check vaultik "$at/restored"
    [ -z "${REMOVE:-}" ] || rm -rf "$at/restored"
    rm -rf "$at/repository" "$at/catalog" "$at/cache"
}

run_restic() {
    local at=$scratch/restic-$round
    mkdir -p "$at"
    echo comparison >"$at/password"
    local options=(--repo "$at/repository" --password-file "$at/password" --cache-dir "$at/cache")
    "${restic[@]}" init "${options[@]}" >/dev/null
    measure restic first "${restic[@]}" backup "${options[@]}" "$data"
    measure restic unchanged "${restic[@]}" backup "${options[@]}" "$data"
    size restic "$at/repository"
    measure restic restore "${restic[@]}" restore "latest:$data" --target "$at/restored" "${options[@]}"
    check restic "$at/restored"
    [ -z "${REMOVE:-}" ] || rm -rf "$at/restored"
    rm -rf "$at/repository" "$at/catalog" "$at/cache"
}

median() { # PROGRAM STEP COLUMN
    awk -v p="$1" -v s="$2" -v c="$3" '$1 == p && $2 == s { print $c }' "$figures" | sort -n |
        awk '{ v[NR] = $1 } END { m = int((NR + 1) / 2); print NR % 2 ? v[m] : (v[m] + v[m + 1]) / 2 }'
}

row() { # LABEL STEP COLUMN SCALE UNIT
    local ours theirs
    ours=$(median vaultik "$2" "$3")
    theirs=$(median restic "$2" "$3")
    awk -v l="$1" -v o="$ours" -v t="$theirs" -v s="$4" -v u="$5" 'BEGIN {
        printf "| %s | %.2f %s | %.2f %s | %s |\n", l, o / s, u, t / s, u, (t > 0 ? sprintf("%.2f", o / t) : "") }'
}

# The first reading of the data fills the cache of the operating system for both.
tar -cf - -C "$data" . | cat >/dev/null

for round in $(seq "$rounds"); do
    if [ $((round % 2)) -eq 1 ]; then
        run_vaultik
        run_restic
    else
        run_restic
        run_vaultik
    fi
done

files=$(find "$data" -type f -printf '.' | wc -c)
bytes=$(find "$data" -type f -printf '%s\n' | awk '{ n += $1 } END { printf "%.0f", n / 1000000 }')
echo "Data: $files files, $bytes MB. Medians of $rounds runs. $(nproc) processors; $("${restic[@]}" version | head -1)."
echo
echo "| | vaultik | restic | ratio |"
echo "|---|---|---|---|"
row "first snapshot, wall clock" first 3 1 s
row "first snapshot, CPU" first 4 1 s
row "first snapshot, peak memory" first 5 1024 MiB
row "unchanged snapshot, wall clock" unchanged 3 1 s
row "unchanged snapshot, CPU" unchanged 4 1 s
row "unchanged snapshot, peak memory" unchanged 5 1024 MiB
row "restore, wall clock" restore 3 1 s
row "restore, CPU" restore 4 1 s
row "restore, peak memory" restore 5 1024 MiB
row "repository after both" size 3 1000000 MB
