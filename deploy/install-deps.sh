#!/usr/bin/env bash
# Installs what building, testing and running Valise needs, on Debian 12 and 13. Idempotent: says what it installs, and is quick
# and silent on the network when nothing is missing.
#
#   deploy/install-deps.sh             build and test dependencies
#   deploy/install-deps.sh --lint      the same, with clang-format, clang-tidy and the fuzzing runtime
#   deploy/install-deps.sh --list      only prints the packages, one a line
set -euo pipefail

lint=no
list=no
for argument in "$@"; do
  case "$argument" in
    --lint) lint=yes ;;
    --list) list=yes ;;
    -h | --help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "install-deps: unknown option '$argument'; see --help" >&2; exit 2 ;;
  esac
done

release=$(. /etc/os-release && echo "${ID}-${VERSION_ID:-}")
common=(
  ca-certificates git cmake ninja-build ccache pkg-config protobuf-compiler
  libprotobuf-dev libsodium-dev libssl-dev libsqlcipher-dev libgtest-dev libgmock-dev libbenchmark-dev
  libspdlog-dev libfmt-dev libcli11-dev libtomlplusplus-dev libsystemd-dev libp11-kit-dev
  libcurl4-openssl-dev libqrencode-dev python3-aiosmtpd
  libicu-dev softhsm2 faketime iso-codes tzdata nftables iproute2
  chromium fonts-noto-core fonts-noto-cjk weasyprint poppler-utils libxml2-utils
  zsh fish
  golang-go golang-golang-x-mod-dev
)
case "$release" in
  debian-12)
    # gcc 12 miscompiles coroutines (docs/design/0001-compilers.md); its standard library is fine.
    compiler=(clang-19 g++ lld-19)
    specific=(libboost1.81-dev libboost-json1.81-dev libclang-rt-19-dev llvm-19)
    backports=bookworm-backports
    from_backports=(libsqlcipher-dev libsqlcipher1)
    ;;
  debian-13)
    compiler=(g++ lld)
    specific=(libboost-dev libboost-json-dev)
    # For the tests of the desk's page. Debian 12's Node is too old for them: there they run only where somebody has brought another.
    if ! command -v npm >/dev/null; then specific+=(nodejs npm); fi
    backports=
    from_backports=()
    ;;
  *)
    echo "install-deps: supported are Debian 12 and Debian 13; this is '$release'." >&2
    echo "              The packages to find elsewhere: ${common[*]} and Boost 1.81 or newer." >&2
    exit 1
    ;;
esac
# A mail server for the tests of alerts. It would take the place of another one that serves this machine: there they are skipped.
if [ ! -e /usr/sbin/sendmail ] || [ -e /usr/sbin/exim4 ]; then common+=(exim4-daemon-light); fi
packages=("${common[@]}" "${compiler[@]}" "${specific[@]}")
if [ "$lint" = yes ]; then packages+=(clang-19 clang-format-19 clang-tidy-19 libclang-rt-19-dev); fi

if [ "$list" = yes ]; then printf '%s\n' "${packages[@]}" | sort -u; exit 0; fi

installed() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'; }

# The stores need SQLCipher 4.6 (SQLite 3.46); Debian 12's own is SQLite of 2016.
sqlcipher_is_current() {
  local version
  version=$(dpkg-query -W -f='${Version}' libsqlcipher-dev 2>/dev/null) || return 1
  dpkg --compare-versions "$version" ge 4.6
}

missing=()
for package in "${packages[@]}"; do installed "$package" || missing+=("$package"); done
needs_sqlcipher=no
if [ -n "$backports" ] && ! sqlcipher_is_current; then needs_sqlcipher=yes; fi

if [ ${#missing[@]} -eq 0 ] && [ "$needs_sqlcipher" = no ]; then
  echo "install-deps: everything is there ($release)"
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "install-deps: run me as root, or install sudo" >&2; exit 4; }
  as_root=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive

if [ "$needs_sqlcipher" = yes ] && ! grep -rqs "$backports" /etc/apt/sources.list /etc/apt/sources.list.d; then
  echo "install-deps: adding the suite $backports (for SQLCipher 4.6)"
  "${as_root[@]}" tee /etc/apt/sources.list.d/valise-backports.sources >/dev/null <<SOURCES
Types: deb
URIs: http://deb.debian.org/debian
Suites: $backports
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES
fi

echo "install-deps: installing ${missing[*]:-} ${from_backports[*]:-}"
"${as_root[@]}" apt-get update -qq
if [ "$needs_sqlcipher" = yes ]; then
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends -t "$backports" "${from_backports[@]}"
fi
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}"
echo "install-deps: done"
