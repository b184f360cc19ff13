#!/bin/bash
# Prepares this source folder: Debian packages, then the Python environment in .venv.
#     packaging/setup.sh demo     what the program needs to run
#     packaging/setup.sh test     that, and what the tests and checks need
# Safe to run again: when all is there it changes nothing and takes a fraction of a second.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
root=$PWD
venv=$root/.venv

say() { printf '%s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

case "${1:-demo}" in
    demo) what=demo lists=(packaging/apt-runtime.txt) requirements=requirements.txt ;;
    test) what=test lists=(packaging/apt-runtime.txt packaging/apt-test.txt) requirements=requirements-dev.txt ;;
    *) die "usage: packaging/setup.sh [demo|test]" ;;
esac

# Two set-ups at once (`make demo` beside `make test`) wait for each other.
exec 9<"$root/packaging/setup.sh"
flock 9

installed() { dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p' || true; }

names_in() { sed 's/#.*//' "$@" | tr -s ' \t\n' '\n' | sed '/^$/d'; }

install_debian() { # NAME...
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || die "Debian packages are missing, and there is no sudo. As root: apt-get install --no-install-recommends $*"
        as_root=(sudo)
    fi
    say "Installing $# Debian packages: $*"
    # The tests start a PostgreSQL of their own: Debian's package need not make and start one for the machine.
    if [[ " $* " == *" postgresql-"* ]] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        "${as_root[@]}" mkdir -p /etc/postgresql-common
        echo "create_main_cluster = false" | "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
    fi
    local log
    log=$(mktemp)
    if ! { "${as_root[@]}" apt-get update && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "$@"; } >"$log" 2>&1 9<&-; then
        tail -n 15 "$log" >&2
        rm -f "$log"
        die "the Debian packages could not be installed: is there a network, and a Debian 12 mirror in /etc/apt? apt's own words stand above."
    fi
    rm -f "$log"
}

need_debian() { # NAME...: installs those that are missing
    command -v dpkg-query >/dev/null || die "this set-up is made for Debian 12, and there is no dpkg here. Install by other means: $*"
    local missing
    mapfile -t missing < <(comm -23 <(printf '%s\n' "$@" | sort -u) <(installed "$@" | sort -u))
    [ "${#missing[@]}" = 0 ] || install_debian "${missing[@]}"
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    local candidate
    for candidate in python3 python3.11 python3.12 python3.13 /usr/bin/python3; do
        if command -v "$candidate" >/dev/null && new_enough "$candidate"; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
}

python=$(find_python)
if [ -z "$python" ]; then
    command -v python3 >/dev/null && die "Python 3.11 or newer is needed, and python3 here is $(python3 -V 2>&1 | cut -d' ' -f2). Debian 12 has 3.11."
    need_debian python3
    python=$(find_python)
    [ -n "$python" ] || die "Python 3.11 or newer is needed: this Debian's is older. Debian 12 has 3.11."
fi

# Debian splits Python in parts; a Python from elsewhere has them all or cannot be helped by apt.
mapfile -t packages < <(names_in "${lists[@]}")
has_venv() { "$python" -c 'import ensurepip, venv' 2>/dev/null; }
has_headers() { "$python" -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))'; }
from_debian=$(case "$python" in /usr/bin/*) echo yes ;; esac)
has_venv || { [ "$from_debian" ] || die "$python lacks the module venv or ensurepip."; packages+=(python3-venv); }
has_headers || { [ "$from_debian" ] || die "$python lacks its header files (Python.h), with which python-sane is built."; packages+=(python3-dev); }
command -v gcc >/dev/null || packages+=(gcc libc6-dev)
need_debian "${packages[@]}"

# The environment is up to date when it was made from just these files, here, by this Python.
key() { { printf '%s\n' "$root" "$1"; "$venv/bin/python" -V; cat "$1" packaging/requirements-build.txt packaging/setup.sh; } | sha256sum | cut -d' ' -f1; }

works() { [ -x "$venv/bin/python" ] && new_enough "$venv/bin/python"; }
if works && [ "$(cat "$venv/.setup-$what" 2>/dev/null)" = "$(key "$requirements")" ]; then
    exit 0
fi

if works; then
    say "Bringing the Python environment in .venv up to date (a minute or two) …"
else
    say "Building the Python environment in .venv (a minute or two) …"
    "$python" -m venv --clear "$venv" || die "the Python environment could not be made with $python: see above."
fi
"$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip -q || die "there is no pip in .venv: remove the folder .venv and try again."
rm -f "$venv"/.setup-*

pip_install() {
    local log
    log=$(mktemp)
    if ! "$venv/bin/python" -m pip install --progress-bar off --disable-pip-version-check --no-input --require-hashes \
        --only-binary :all: --no-binary python-sane --no-build-isolation "$@" >"$log" 2>&1 9<&-; then
        grep -v 'is ignored: it is' "$log" | tail -n 25 >&2
        rm -f "$log"
        die "the Python packages could not be installed: is there a network? pip's own words stand above."
    fi
    rm -f "$log"
}
pip_install -r packaging/requirements-build.txt
pip_install -r "$requirements"

# The program runs from this folder: `.venv/bin/kiosk` and `.venv/bin/python -m kiosk` find it from anywhere.
site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
printf '%s\n' "$root" >"$site/kiosk-source.pth"
cat >"$venv/bin/kiosk" <<'EOF'
#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/python" -m kiosk "$@"
EOF
chmod +x "$venv/bin/kiosk"

key "$requirements" >"$venv/.setup-$what"
[ "$what" = demo ] || key requirements.txt >"$venv/.setup-demo"
say "Ready."
