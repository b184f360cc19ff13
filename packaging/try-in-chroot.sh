#!/bin/bash
# Tries the product in a fresh Debian 12 and says what it saw. Needs root and debootstrap.
#     packaging/try-in-chroot.sh [FILE.deb]        installs the package (default: the one in dist/), runs it, checks its units, purges it
#     packaging/try-in-chroot.sh --source [TARGET...]
#                                                  clones this repository's HEAD; runs `make TARGET` there (default: test demo)
# The bare system is kept in ~/.cache/kiosk-chroot for the next time. KEEP=1 leaves the tried one behind.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
root=$PWD

die() { printf 'try-in-chroot: %s\n' "$*" >&2; exit 1; }
step() { printf '\n== %s\n' "$*"; }
timed() { local start=$EPOCHREALTIME; "$@"; printf '   (%.1f s: %s)\n' "$(bc_sub "$EPOCHREALTIME" "$start")" "$(printf '%.60s' "$*")"; }
bc_sub() { awk -v a="$1" -v b="$2" 'BEGIN { print a - b }'; }

[ "$(id -u)" = 0 ] || die "this must run as root."

make_bare() { # FILE: a bare Debian 12, as a tar file
    command -v debootstrap >/dev/null || die "debootstrap is missing: apt-get install debootstrap"
    local folder
    folder=$(mktemp -d)
    debootstrap --variant=minbase bookworm "$folder" >"$folder.log" 2>&1 || { tail -n 5 "$folder.log"; die "debootstrap failed: see $folder.log"; }
    mkdir -p "$(dirname "$1")"
    tar -C "$folder" --one-file-system -cf "$1.new" . && mv "$1.new" "$1"
    rm -rf --one-file-system "$folder" "$folder.log"
}

# The new system reaches the network as this one does: its mirrors, its pip settings, its certificates.
lend_network() { # FOLDER
    rm -rf "$1/etc/apt/sources.list" "$1/etc/apt/sources.list.d"
    local item
    for item in /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/auth.conf.d /etc/apt/trusted.gpg.d /etc/pip.conf /etc/resolv.conf /etc/hosts; do
        [ ! -e "$item" ] || cp -aLf "$item" "$1/etc/$( [[ $item == /etc/apt/* ]] && echo apt )/"
    done
    for item in /etc/apt/apt.conf.d/*; do
        # Only what tells how to reach the mirrors; hooks belong to programs that are not there.
        if grep -qiE '^\s*Acquire' "$item" 2>/dev/null && ! grep -q 'Post-Invoke' "$item"; then cp -L "$item" "$1/etc/apt/apt.conf.d/"; fi
    done
}

lend_certificates() { [ ! -f /etc/ssl/certs/ca-certificates.crt ] || cp -L /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/"; }

run() { # COMMAND...: in the new system, with nothing of this one's environment but the network's
    local lent=() name
    while IFS= read -r name; do lent+=("$name=${!name}"); done < <(compgen -e | grep -E '^(PIP_(CERT|INDEX|EXTRA|TRUSTED|PROXY|DEFAULT)|UV_|SSL_CERT_FILE$|REQUESTS_CA_BUNDLE$|(http|https|no)_proxy$|(HTTP|HTTPS|NO)_PROXY$)')
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb DEBIAN_FRONTEND=noninteractive "${lent[@]}" \
        chroot "$there" "$@"
}

quiet() { "$@" >"$there/var/tmp/out" 2>&1 || { tail -n 40 "$there/var/tmp/out"; die "failed: $*"; }; }

ours() { # what the package left or made, by name and by owner
    run find / -xdev \( -path /proc -o -path /dev -o -path /var/lib/apt -o -path /var/cache/apt -o -path /var/log/apt -o -path /var/log/dpkg.log -o -path /tmp -o -path '*/weston/kiosk-shell.so' -o -path '/root/*.deb' \) -prune \
        -o \( -iname '*kiosk*' -o -nouser -o -nogroup \) -print | sort
    run getent passwd kiosk kiosk-sync || true
    run getent group kiosk kiosk-sync kiosk-store || true
}

try_deb() { # FILE
    step "apt-get install ./$(basename "$1")  ($(($(stat -c %s "$1") / 1000000)) MB)"
    cp "$1" "$there/root/"
    quiet run apt-get update
    # A kiosk's installation has systemd; a bare system has not.
    quiet run apt-get install -y --no-install-recommends systemd
    ours >"$there/../before"
    timed quiet run apt-get install -y --no-install-recommends "/root/$(basename "$1")"
    run dpkg-query -W -f='${Package} ${Version}: ${Installed-Size} kB installed\n' kiosk-motcua
    run stat -c '%A %U:%G %n' /var/lib/kiosk /var/lib/kiosk/keys /var/lib/kiosk/outbox /var/lib/kiosk/portal /var/log/kiosk

    step "kiosk --help"
    timed run kiosk --help | sed -n 1,8p
    step "kiosk doctor --json (a chroot has no devices and no portal: 1 is right, a traceback is not)"
    local answer
    answer=$(run kiosk doctor --json 2>"$there/var/tmp/err") || [ $? = 1 ] || die "kiosk doctor: neither 0 nor 1"
    printf '%s\n' "$answer" | run python3 -m json.tool | sed -n 1,20p
    if grep -q Traceback "$there/var/tmp/err"; then cat "$there/var/tmp/err"; die "kiosk doctor broke"; fi

    step "python parts load as the user kiosk"
    run setpriv --reuid=kiosk --regid=kiosk --init-groups env QT_QPA_PLATFORM=offscreen QT_QUICK_BACKEND=software HOME=/nonexistent \
        /usr/lib/kiosk-motcua/python -c 'import runpy; runpy.run_path("/usr/lib/kiosk-motcua/selfcheck.py", run_name="__main__")'

    step "a whole visit, with nothing but what the package brought"
    timed run setpriv --reuid=kiosk --regid=kiosk --init-groups env QT_QPA_PLATFORM=offscreen HOME=/nonexistent kiosk demo --tour /tmp/visit

    step "the sync service makes the database, the screens' user opens it"
    run setpriv --reuid=kiosk-sync --regid=kiosk-store --init-groups kiosk sync --once --json >"$there/var/tmp/out" 2>&1 || [ $? = 1 ] || die "kiosk sync: neither 0 nor 1"
    run kiosk outbox list
    run stat -c '%A %U:%G %n' /var/lib/kiosk/kiosk.db

    step "systemd-analyze verify, and how exposed the services are"
    run systemd-analyze verify kiosk-session.service kiosk-sync.service
    run systemd-analyze security --offline=yes kiosk-sync.service | tail -n 1
    run systemd-analyze security --offline=yes kiosk-session.service | tail -n 1

    step "installed again over itself, then removed: the dossiers stay"
    quiet run dpkg -i "/root/$(basename "$1")"
    run touch /var/lib/kiosk/kiosk.db
    quiet run dpkg --remove kiosk-motcua
    run test -e /var/lib/kiosk/kiosk.db || die "removing the package took the dossiers away"

    step "purged: nothing stays"
    quiet run dpkg --purge kiosk-motcua
    ours >"$there/../after"
    diff "$there/../before" "$there/../after" || die "the purge left the above"

    step "purged with an unsent dossier: it stays"
    quiet run dpkg -i "/root/$(basename "$1")"
    run sh -c 'echo sealed >/var/lib/kiosk/outbox/unsent.age'
    quiet run dpkg --purge kiosk-motcua
    run find /var/backups -name unsent.age | grep . || die "the purge took an unsent dossier away"
    echo "fine"
}

try_source() { # TARGET...
    step "apt-get install git make python3 ca-certificates"
    quiet run apt-get update
    timed quiet run apt-get install -y --no-install-recommends git make python3 ca-certificates
    lend_certificates "$there"
    step "git clone of $(git -C "$root" log -1 --format='%h %s')"
    git -C "$root" bundle create --quiet "$there/root/source.bundle" HEAD
    run git -c advice.detachedHead=false clone --quiet /root/source.bundle /root/kiosk
    local target
    for target in "$@"; do
        step "make $target"
        timed run make -C /root/kiosk "$target"
    done
    step "make setup, once more: nothing to do"
    timed run make -C /root/kiosk setup
}

inside() {
    there=$1 mode=$2
    shift 2
    mount --rbind /dev "$there/dev"
    mount -t proc proc "$there/proc"
    "try_$mode" "$@"
    step "all went well"
}

if [ "${1:-}" = --inside ]; then
    shift
    inside "$@"
    exit
fi

mode=deb arguments=("$@")
if [ "${1:-}" = --source ]; then
    mode=source arguments=("${@:2}")
    [ "${#arguments[@]}" != 0 ] || arguments=(test demo)
elif [ "$#" = 0 ]; then
    arguments=("$(find dist -name 'kiosk-motcua_*.deb' -printf '%T@ %p\n' 2>/dev/null | sort -n | tail -n 1 | cut -d' ' -f2)")
    [ -n "${arguments[0]}" ] || die "there is no package in dist/: run make deb"
fi

bare=${XDG_CACHE_HOME:-$HOME/.cache}/kiosk-chroot/bookworm-$(dpkg --print-architecture).tar
[ -f "$bare" ] || { step "debootstrap (once)"; timed make_bare "$bare"; }
work=$(mktemp -d /var/tmp/kiosk-chroot.XXXXXX)
# The mounts live in a namespace of their own, so they are gone before the folder is.
trap '[ -n "${KEEP:-}" ] && echo "kept: $work/root" || rm -rf --one-file-system "$work"' EXIT
mkdir "$work/root"
step "a fresh Debian 12"
timed tar -C "$work/root" -xpf "$bare"
lend_network "$work/root"
unshare --mount --propagation private -- "$root/packaging/try-in-chroot.sh" --inside "$work/root" "$mode" "${arguments[@]}"
