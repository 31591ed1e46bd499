#!/usr/bin/env bash
# Plays the whole story of Valise on this machine, with the programs as they are: a relay, a registrar, three authorities of three
# countries, an urgent message with a file to a post where nobody is online, a crash of the relay, and the replies.
#
#   deploy/demo.sh            installs what is missing, builds, plays; ends with "demo: ok" and leaves nothing running
#   deploy/demo.sh --keep     the same, but leaves the relay running and prints commands to go on playing with
#   deploy/demo.sh --world    makes relay, registrar, authorities, officers and devices, and plays nothing: to walk through docs/guide
#   deploy/demo.sh --at DEVICE [COMMAND...]
#                             a shell, or one command, at somebody's computer in that world, e.g. claire-desk
#   deploy/demo.sh --stop     ends what --keep or --world left running
#
# Everything lies in build/demo/, or in VALISE_DEMO=FOLDER. The relay listens on 127.0.0.1 only. VALISE_BIN=FOLDER uses programs that
# are built already.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
world=$(realpath -m "${VALISE_DEMO:-$root/build/demo}")
bin=${VALISE_BIN:-$root/build/release/bin}
valise=$bin/valise desk=$bin/valise-desk valised=$bin/valised registrar=$bin/valise-registrar
source "$root/deploy/demo/speak.sh"
source "$root/deploy/demo/processes.sh"
source "$root/deploy/demo/world.sh"
source "$root/deploy/demo/seats.sh"

what=play
case "${1:-}" in
  '') ;;
  --keep | --world | --stop) what=${1#--} ;;
  --at) sit_at "${@:2}" ;;
  -h | --help) sed -n '2,14s/^# \{0,1\}//p' "$0"; exit 0 ;;
  *) echo "demo: unknown option '$1'; see --help" >&2; exit 2 ;;
esac
if [ $# -gt 1 ]; then echo "demo: '$2' is one word too many; see --help" >&2; exit 2; fi

if [ "$what" = stop ]; then
  if relay_pid >/dev/null; then end_relay TERM; echo 'demo: the relay is stopped'; else echo 'demo: nothing is running'; fi
  end_mail
  exit 0
fi

cd "$root"
# ---- install and build ----

if [ -z "${VALISE_BIN:-}" ]; then
  deploy/install-deps.sh
  printf 'demo: building (minutes the first time, seconds later)\n'
  cmake --preset release >/dev/null
  cmake --build --preset release --target valise valise-desk valised valise-registrar -- --quiet
fi

end_relay TERM
end_mail
rm -rf "$world"
mkdir -p "$world"
chmod 700 "$world"
cd "$world"
trap 'end_relay KILL; end_mail' EXIT
began=$SECONDS

if [ "$what" = world ]; then start_mail; fi
make_passphrase
make_relay
make_registrar
make_authorities
make_officers
make_devices

if [ "$what" = world ]; then
  make_more_people
  make_seats
  trap - EXIT
  printf '\nThis took %d s. Begin with docs/guide/README.md; it all goes on running until: deploy/demo.sh --stop\n' $((SECONDS - began))
  exit 0
fi

# ---- 6 ----

step 'Paris writes to the duty desk in Nairobi, where nobody is online'
head -c 20971520 /dev/urandom >'server image.bin'
sum=$(sha256sum 'server image.bin' | cut -d ' ' -f 1)
subject='Preservation of a server log'
send=$(client claire-desk --json send ke-odpp/duty --urgent --acknowledge-by 2h --subject "$subject" \
  --text 'Please preserve the log described in the file. It is overwritten tonight.' --file 'server image.bin' 2>last.log) ||
  fail 'the message was not sent'
[ "$(field state <<<"$send")" = sent ] || fail 'the message is not sent'
say "An urgent message with a file of 20 MB. \"Sent\" is said only now: the relay has both on disk, encrypted so that it can read neither."
say "${dim}SHA-256 of the file: $sum$plain"

# ---- 7 ----

step 'The relay is killed (SIGKILL), as by a power failure, and started again'
end_relay KILL
code=0
client claire-desk sync >last.log 2>&1 || code=$?
[ "$code" = 5 ] || fail "without a relay the client should end with code 5, not $code"
say "While it is away, clients say so: $dim$(head -n 1 last.log)$plain"
start_relay
say 'It is back, with everything it had acknowledged.'

# ---- 8 ----

step "Nairobi's three devices come online"
for device in joyce-desk joyce-laptop peter-desk; do
  got=$(client "$device" --json recv --save "$world/files-$device" 2>last.log) || fail "$device cannot receive"
  [ "$(grep -c '"type":"message"' <<<"$got")" = 1 ] || fail "$device did not get exactly one message"
  [ "$(sha256sum "$world/files-$device/server image.bin" | cut -d ' ' -f 1)" = "$sum" ] || fail "$device got another file"
  message=$(grep '"type":"message"' <<<"$got" | field id)
  say "$device has message and file; the hashes are equal."
done

# ---- 9 ----

step 'Somebody takes it in charge, by name'
quietly client peter-desk --json ack "$message" --take --remark 'The log is preserved as of 09:40 UTC.'
say 'Peter Otieno takes the matter in charge from his desk.'
got=$(client claire-desk --json recv 2>last.log) || fail 'Paris cannot receive the answer'
grep -q 'preserved as of' <<<"$got" || fail 'the answer did not arrive in Paris'
say 'Claire Martin sees it in Paris:'
urgent=$(field message <<<"$send")
client claire-desk read "$urgent" 2>/dev/null | sed "s/^/      $dim/; s/\$/$plain/"
for device in joyce-desk joyce-laptop; do
  got=$(client "$device" --json recv 2>last.log) || fail "$device cannot receive the answer"
  grep -q 'preserved as of' <<<"$got" || fail "$device did not see the answer"
done
say "Joyce Mwangi's devices have the answer, too: the office knows what was promised, and by whom."

# ---- 10 ----

step 'What the relay knows of it'
if grep -rqaF -e "$subject" -e 'preserved as of' -e 'server image.bin' relay relay.log; then fail 'the relay holds plaintext'; fi
say 'Neither its database files nor its log hold the subject, the texts or the name of the file. The database cannot even be opened'
say 'without its key:' "${dim}$(head -c 16 relay/relay.db | od -An -tx1)  (a database that is not encrypted begins with \"SQLite format 3\")$plain"

printf '\nAll of this took %d s.\n' $((SECONDS - began))
if [ "$what" = keep ]; then
  trap - EXIT
  cat <<MORE

The relay goes on running. To play on, for example:

  alias valise='$valise --passphrase-file $world/passphrase'
  valise --profile $world/claire-desk dir search --country KE
  valise --profile $world/claire-desk send ug-dpp/desk --subject 'Hello' --text 'Is this the right address?'
  valise --profile $world/agnes-desk recv
  valise --profile $world/agnes-desk recv --follow        (and send something from another terminal)
  valise --profile $world/joyce-laptop room list
  $registrar --dir $world/registrar log entries

Stop it with: deploy/demo.sh --stop
MORE
fi
echo 'demo: ok'
