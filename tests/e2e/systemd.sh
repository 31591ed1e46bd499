#!/usr/bin/env bash
# The relay under a real systemd: its unit as it is shipped, started, watched, killed, hung, reloaded, backed up and stopped.
#
#   tests/e2e/systemd.sh BUILD_FOLDER
#
# Boots this machine's own systemd as the first process of namespaces of its own, over a copy of the root file system that goes with the
# script (overlayfs): nothing outside is changed. As root, on Linux with overlayfs and cgroups; exit code 77 where that is not to be had.
set -euo pipefail
cd "$(dirname "$0")/../.."
source_root=$PWD
build=$(realpath "${1:?"usage: tests/e2e/systemd.sh BUILD_FOLDER"}")
unavailable() {
  echo "systemd.sh: $1" >&2
  exit 77
}
[ "$(id -u)" = 0 ] || unavailable "needs root"
[ -x /lib/systemd/systemd ] || unavailable "there is no systemd"
group=/sys/fs/cgroup
if [ -d "$group/unified" ]; then group=$group/unified; fi
[ -e "$group/cgroup.procs" ] || unavailable "there are no cgroups of version 2"
group=$group/valise-systemd-$$
base=$(mktemp -d "${TMPDIR:-/tmp}/valise-systemd-XXXXXX")
mount -t tmpfs tmpfs "$base" 2>/dev/null || unavailable "mounting is not allowed"
mkdir "$base/upper" "$base/work" "$base/root"
mkdir "$group" || unavailable "no cgroup can be made"
outer=
finish() {
  if [ -n "$outer" ]; then
    echo 1 >"$group/cgroup.kill" 2>/dev/null || kill -9 "$outer" 2>/dev/null || true
    wait "$outer" 2>/dev/null || true
  fi
  for _ in $(seq 50); do rmdir "$group"/*/*/* "$group"/*/* "$group"/* "$group" 2>/dev/null || true; [ -d "$group" ] || break; sleep 0.1; done
  umount -l "$base" || true
  rmdir "$base" 2>/dev/null || true
}
trap finish EXIT

# ---- the machine ----
cat >"$base/boot" <<'BOOT'
set -eu
root=$1/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for node in null zero full random urandom tty; do
  touch "$root/dev/$node"
  mount --bind "/dev/$node" "$root/dev/$node"
done
mkdir "$root/dev/shm" "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
mount -t tmpfs tmpfs "$root/dev/shm"
ln -s /proc/self/fd "$root/dev/fd"
ip link set lo up
mkdir -p "$root/build" "$root/source" "$root/.old"
mount --bind "$2" "$root/build"
mount --bind "$3" "$root/source"
cd "$root"
pivot_root . .old
umount -l /.old
cp /build/bin/valised /usr/bin/valised
cp /source/deploy/systemd/valised*.service /source/deploy/systemd/valised*.timer /etc/systemd/system/
rm -rf /etc/systemd/system/*.wants
exec env -i container=valise PATH="$PATH" /lib/systemd/systemd --system --unit=basic.target --log-target=journal --show-status=0
BOOT
(
  echo 0 >"$group/cgroup.procs"
  exec unshare --mount --pid --fork --kill-child --cgroup --uts --ipc --net --propagation private bash "$base/boot" "$base" "$build" "$source_root"
) &
outer=$!
for _ in $(seq 200); do
  inner=$(tr -d ' ' <"/proc/$outer/task/$outer/children" 2>/dev/null) || true
  if [ -n "$inner" ] && [ "$(cat "/proc/$inner/comm" 2>/dev/null)" = systemd ]; then break; fi
  kill -0 "$outer" 2>/dev/null || unavailable "the namespaces cannot be made"
  sleep 0.1
done
inside() { nsenter --target "$inner" --all -- env PATH="$PATH" "$@"; }
await() { # await SECONDS WHAT COMMAND...
  local left=$(($1 * 5)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    left=$((left - 1))
    if [ "$left" -le 0 ]; then
      echo "FAILED: $what" >&2
      inside journalctl --no-pager -n 60 >&2 || true
      exit 1
    fi
    sleep 0.2
  done
  echo "ok: $what"
}
await 120 "systemd is up" inside systemctl is-active --quiet basic.target

# ---- the relay, prepared as its unit says ----
cat >"$base/prepare" <<'PREPARE'
set -eu
useradd --system --home-dir /var/lib/valise --no-create-home valise
install -d -m 0700 -o valise -g valise /var/backups/valise
cd "$(mktemp -d)"
registrar() { /build/bin/valise-registrar --yes "$@"; }
valised init --data-dir /var/lib/valise --listen 127.0.0.1:18443 --name test-1 --origin test.example/directory --operation-listen 127.0.0.1:19464
echo "correct horse battery" >passphrase
registrar keys create --out 1.key --passphrase-file passphrase --quick-key-derivation
registrar genesis create --name Test --out genesis --threshold 1 --key-file 1.key --passphrase-file passphrase
registrar --dir workspace workspace init --genesis genesis
registrar --dir workspace relay announce /var/lib/valise/relay-announcement.json --out announced --key-file 1.key --passphrase-file passphrase
valised import-directory --config /var/lib/valise/valised.toml genesis announced
chown -R valise:valise /var/lib/valise
mkdir -p /etc/systemd/system/valised.service.d
printf '[Service]\nWatchdogSec=8\nRestartSec=1\n' >/etc/systemd/system/valised.service.d/quick.conf
systemctl daemon-reload
PREPARE
cp "$base/prepare" "$base/upper/prepare"
inside bash /prepare >"$base/prepared" 2>&1 || { cat "$base/prepared" >&2; exit 1; }
property() { inside systemctl show --value -p "$1" valised; }
is() { [ "$(property "$1")" = "$2" ]; }
runs_anew() { is ActiveState active && ! is MainPID "$1"; }
goes_on() { is ActiveState active && is MainPID "$1"; }
healthy() { inside valised healthcheck --config /var/lib/valise/valised.toml; }
journal_says() { inside journalctl --no-pager -u valised -o cat | grep -qi "$1"; }
refuses() { ! "$@" 2>/dev/null; }
check() { # check WHAT COMMAND...
  await 1 "$@"
}
setting() { inside sed -i "s/^drain_seconds.*/drain_seconds = $1/" /var/lib/valise/valised.toml; }

check "started: Type=notify" inside systemctl start valised
await 30 "healthy under all of the unit's restrictions" healthy
check "it is the user valise" [ "$(inside ps -o user= -p "$(property MainPID)")" = valise ]
inside systemd-analyze security --no-pager valised | tail -1

pid=$(property MainPID)
inside kill -KILL "$pid"
await 60 "killed, it is started again" runs_anew "$pid"
await 30 "and healthy" healthy

pid=$(property MainPID)
inside kill -STOP "$pid"
await 90 "hung, it is ended and started again" runs_anew "$pid"
await 30 "and healthy" healthy
check "by the watchdog, says the journal" journal_says watchdog

pid=$(property MainPID)
check "reloaded" inside systemctl reload valised
check "by the same process" goes_on "$pid"
setting '"soon"'
check "a wrong file is not taken" refuses inside systemctl reload valised
check "and the relay goes on" goes_on "$pid"
check "it does not start with a wrong file" refuses inside systemctl restart valised
sleep 4
check "and is not tried over and over" is ActiveState failed
setting 2
inside systemctl reset-failed valised
check "mended, it starts" inside systemctl start valised
await 30 "and is healthy" healthy

check "the backup's unit runs" inside systemctl start valised-backup.service
# shellcheck disable=SC2016 # expanded inside
check "its backup verifies" inside bash -c 'valised verify-backup --config /var/lib/valise/valised.toml "$(ls -d /var/backups/valise/*/ | tail -1)"'
check "its timer waits" inside systemctl start valised-backup.timer

check "stopped" inside systemctl stop valised
check "in order" is ExecMainStatus 0
check "after it sent its clients away" journal_says draining
echo "systemd: ok"
