# Part of deploy/demo.sh: what stands on somebody's desk in its world. Needs $root, $world and the programs.

# make_seats makes at/DEVICE/ for each device: programs `valise` and `valise-desk` that know profile and passphrase, a few papers, and the mail.
make_seats() {
  local device seat
  for device in joyce-desk joyce-laptop peter-desk agnes-desk james-laptop claire-desk; do
    seat=$world/at/$device
    mkdir -p "$seat/bin" "$world/mail/new"
    printf '#!/bin/sh\nexec %q --profile %q --passphrase-file %q "$@"\n' "$valise" "$world/$device" "$world/passphrase" >"$seat/bin/valise"
    printf '#!/bin/sh\nexec %q --profile %q --passphrase-file %q --downloads %q "$@"\n' "$desk" "$world/$device" "$world/passphrase" "$seat" >"$seat/bin/valise-desk"
    chmod +x "$seat/bin/valise" "$seat/bin/valise-desk"
    ln -s "$world/mail" "$seat/mail"
    cp "$root"/deploy/demo/papers/* "$seat/"
  done
}

# sit_at DEVICE [COMMAND...]: runs the command, or a shell, there.
sit_at() {
  local seat=$world/at/${1:?"demo: --at needs a device; see --help"}
  [ -d "$seat" ] || { echo "demo: there is no '$1'; make the world with --world. Devices: $(cd "$world/at" 2>/dev/null && echo *)" >&2; exit 2; }
  cd "$seat"
  export PATH=$seat/bin:$PATH PS1="$1\$ "
  if [ $# -gt 1 ]; then exec "${@:2}"; fi
  exec bash --norc
}
