#!/bin/bash
# Builds dist/kiosk-motcua_VERSION_amd64.deb from the files that git knows. Twice the same commit gives twice the same bytes.
# Whoever publishes it names himself: MAINTAINER="Sở … <name@host>" packaging/build-deb.sh
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
die() { printf 'build-deb: %s\n' "$*" >&2; exit 1; }

python=/usr/bin/python3.11
[ -x "$python" ] || die "Debian's own Python 3.11 is needed, for which the package is made: apt-get install python3.11"
[ "$(dpkg --print-architecture)" = amd64 ] || die "this package is made on amd64."
"$python" -c 'import ensurepip' 2>/dev/null || die "apt-get install python3-venv"
[ -e /usr/include/python3.11/Python.h ] && [ -e /usr/include/sane/sane.h ] && command -v gcc >/dev/null || die "apt-get install gcc python3-dev libsane-dev"

SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH LC_ALL=C.UTF-8 TZ=UTC
umask 022
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' kiosk/__init__.py)
[ -n "$version" ] || die "kiosk/__init__.py has no __version__"
git describe --exact-match --match "v$version" HEAD >/dev/null 2>&1 || version="$version~git$(git rev-list --count HEAD).$(git rev-parse --short=8 HEAD)"
[ -z "$(git status --porcelain -- kiosk config packaging requirements.txt)" ] || { version="$version+dirty"; echo "build-deb: there are changes that are not committed"; }

maintainer=${MAINTAINER:-Kiosk developers <kiosk@localhost.localdomain>}

build=$PWD/build/deb
tree=$build/tree
rm -rf "$build"
mkdir -p "$tree/usr/lib/kiosk-motcua" "$tree/DEBIAN" dist

echo "Python packages …"
# Compiled with no path and no build number inside, so that the bytes do not tell where and when.
export CFLAGS="-g0 -O2 -ffile-prefix-map=/=" LDFLAGS="-Wl,--build-id=none,-z,relro,-z,now"
"$python" -m venv "$build/venv"
pip() { "$build/venv/bin/python" -m pip --quiet --disable-pip-version-check --no-input install --require-hashes --only-binary :all: --no-binary python-sane "$@" 2>&1 | { grep -vE '^(WARNING: Location|DEPRECATION: --no-binary)' || true; }; }
pip -r packaging/requirements-build.txt
pip --no-build-isolation --no-compile --no-cache-dir --target "$tree/usr/lib/kiosk-motcua/lib" -r requirements.txt
strip --strip-unneeded "$tree"/usr/lib/kiosk-motcua/lib/_sane*.so

echo "Own files …"
git ls-files -z --cached --others --exclude-standard kiosk config | xargs -0 cp --parents -t "$tree/usr/lib/kiosk-motcua"
cp -r packaging/debian/root/. "$tree/"
"$python" packaging/deb_tree.py prune "$tree/usr/lib/kiosk-motcua/lib" packaging/qt-keep.txt kiosk/ui/qml
"$python" -m compileall -q -j 0 --invalidation-mode unchecked-hash -s "$tree" "$tree/usr/lib/kiosk-motcua"

doc=$tree/usr/share/doc/kiosk-motcua
mkdir -p "$doc"
cp docs/install.md packaging/debian/copyright "$doc/"
printf 'kiosk-motcua (%s) bookworm; urgency=medium\n\n  * Built from commit %s.\n\n -- %s  %s\n' "$version" "$(git rev-parse HEAD)" \
    "$maintainer" "$(date -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$doc/changelog.gz"
mkdir -p "$tree/usr/share/man/man1"
sed "s/@DATE@/$(date -d "@$SOURCE_DATE_EPOCH" +%F)/" packaging/debian/kiosk.1 | gzip -9n >"$tree/usr/share/man/man1/kiosk.1.gz"

find "$tree" -name .gitkeep -delete
find "$tree" -type d -exec chmod 755 {} +
find "$tree" -type f -exec chmod 644 {} +
chmod 755 "$tree/usr/bin/kiosk" "$tree"/usr/lib/kiosk-motcua/{python,session}

cp packaging/debian/{conffiles,postinst,prerm,postrm} "$tree/DEBIAN/"
chmod 755 "$tree"/DEBIAN/{postinst,prerm,postrm}
size=$(find "$tree/usr" "$tree/etc" -type f -printf '%k\n' | awk '{ kb += $1 } END { print kb }')
libraries=$("$python" packaging/deb_tree.py depends "$tree/usr")
sed -e "s/@VERSION@/$version/" -e "s|@MAINTAINER@|$maintainer|" -e "s/@SIZE@/$size/" -e "s/@LIBRARIES@/$libraries/" packaging/debian/control >"$tree/DEBIAN/control"
(cd "$tree" && find usr etc -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
find "$tree" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

echo "Package …"
file=dist/kiosk-motcua_${version}_amd64.deb
dpkg-deb --root-owner-group -Zxz -z1 --build "$tree" "$file" >/dev/null
rm -rf "$build"
printf '%s: %d MB, %d MB installed, sha256 %s\n' "$file" $(($(stat -c %s "$file") / 1000000)) $((size / 1000)) "$(sha256sum "$file" | cut -d' ' -f1)"
