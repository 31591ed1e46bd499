#!/bin/sh
# Installs the peers from Debian's packages (as root) and starts no service of theirs: install.sh FOLDER
# NATS syncs before each acknowledgement only since 2.10, which Debian 12 does not have yet: there the package of Debian 13 is
# unpacked in FOLDER with a state of apt's own, and nothing of the system changes.
set -eu
folder=$1
mkdir -p "$folder"

need() {
  command -v "$2" >/dev/null 2>&1 || [ -x "$2" ] && return 0
  own=
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
    own=yes
  fi
  status=0
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >"$folder/apt.log" 2>&1 || status=$?
  [ -z "$own" ] || rm -f /usr/sbin/policy-rc.d
  [ "$status" = 0 ] || { tail "$folder/apt.log" >&2; exit "$status"; }
}

need openssl openssl
need rabbitmq-server /usr/lib/rabbitmq/bin/rabbitmq-server
need mosquitto /usr/sbin/mosquitto

[ -x "$folder/nats-server" ] && exit 0
case $(nats-server --version 2>/dev/null || true) in
  *v2.[1-9][0-9].*) ln -sf "$(command -v nats-server)" "$folder/nats-server"; exit 0 ;;
esac
apt=$folder/apt
mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian trixie main" >"$apt/next.list"
with_state() {
  (cd "$apt" && apt-get -qq -o Dir::Etc::sourcelist="$apt/next.list" -o Dir::Etc::sourceparts=- -o Dir::State="$apt/state" \
    -o Dir::State::status=/var/lib/dpkg/status -o Dir::Cache="$apt/cache" "$@")
}
with_state update
with_state download nats-server/trixie 2>/dev/null
dpkg-deb -x "$apt"/nats-server_*.deb "$apt/root"
cp "$apt/root/usr/sbin/nats-server" "$folder/nats-server"
