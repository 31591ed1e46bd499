#!/usr/bin/env bash
# Plays the whole story of Valise on this machine, with the programs as they are: a relay, a registrar, three authorities of three
# countries, an urgent message with a file to a post where nobody is online, a crash of the relay, and the replies.
#
#   deploy/demo.sh            installs what is missing, builds, plays; ends with "demo: ok" and leaves nothing running
#   deploy/demo.sh --keep     the same, but leaves the relay running and prints commands to go on playing with
#   deploy/demo.sh --stop     ends what --keep left running
#
# Everything lies in build/demo/. The relay listens on 127.0.0.1 only. VALISE_BIN=FOLDER uses programs that are built already.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
world=$root/build/demo
pid_file=$world/relay.pid

keep=no
stop=no
for argument in "$@"; do
  case "$argument" in
    --keep) keep=yes ;;
    --stop) stop=yes ;;
    -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "demo: unknown option '$argument'; see --help" >&2; exit 2 ;;
  esac
done

# ---- how the demo speaks ----

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'; else bold='' dim='' plain=''; fi
part=0
step() { part=$((part + 1)); printf '\n%s%d. %s%s\n' "$bold" "$part" "$1" "$plain"; }
say() { printf '   %s\n' "$@"; }
fail() {
  printf '\ndemo: FAILED: %s\n' "$1" >&2
  if [ -s "$world/last.log" ]; then printf 'The last command was: %s\nIt said:\n' "$last" >&2; tail -n 20 "$world/last.log" >&2; fi
  exit 1
}

# quietly COMMAND...: runs it; what it prints goes to last.log, and is shown if it fails.
last=''
quietly() {
  last="$*"
  "$@" >"$world/last.log" 2>&1 </dev/null || fail "a command ended with code $?"
}
# field NAME: the value of a text field in one-line JSON on standard input; the first one.
field() { grep -oE "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }

# ---- the relay as a process ----

relay_pid() {
  local pid
  pid=$(cat "$pid_file" 2>/dev/null) || return 1
  # Only a process that really is this demo's relay is ever ended.
  [ "$(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null)" = "$valised run --config $world/relay/valised.toml " ] || return 1
  echo "$pid"
}
start_relay() {
  "$valised" run --config "$world/relay/valised.toml" >>"$world/relay.log" 2>&1 </dev/null &
  echo $! >"$pid_file"
  disown
  for _ in $(seq 100); do
    if "$valised" healthcheck --config "$world/relay/valised.toml" >"$world/last.log" 2>&1; then return; fi
    sleep 0.1
  done
  last="$valised run"
  cp "$world/relay.log" "$world/last.log"
  fail 'the relay does not answer'
}
end_relay() {
  local pid
  pid=$(relay_pid) || { rm -f "$pid_file"; return 0; }
  kill -"$1" "$pid"
  for _ in $(seq 100); do
    [ -e "/proc/$pid" ] || break
    sleep 0.1
  done
  rm -f "$pid_file"
}

bin=${VALISE_BIN:-$root/build/release/bin}
valise=$bin/valise valised=$bin/valised registrar=$bin/valise-registrar

if [ "$stop" = yes ]; then
  if relay_pid >/dev/null; then end_relay TERM; echo 'demo: the relay is stopped'; else echo 'demo: nothing is running'; fi
  exit 0
fi

# ---- install and build ----

if [ -z "${VALISE_BIN:-}" ]; then
  deploy/install-deps.sh
  printf 'demo: building (minutes the first time, seconds later)\n'
  cmake --preset release -DVALISE_BENCH=OFF >/dev/null
  cmake --build --preset release --target valise valised valise-registrar -- --quiet
fi

end_relay TERM
rm -rf "$world"
mkdir -p "$world"
chmod 700 "$world"
cd "$world"
if [ "$keep" = no ]; then trap 'end_relay KILL' EXIT; fi
began=$SECONDS

# A new passphrase for this run. Keys of a demonstration need no costly key derivation; real ones take about half a second each time.
head -c 18 /dev/urandom | base64 >passphrase
chmod 600 passphrase
secret=(--passphrase-file "$world/passphrase")
quick=--quick-key-derivation

# ---- 1 ----

step 'A relay and its keys'
port=$(for p in $(seq 48443 48543); do (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null || { echo "$p"; break; }; done)
[ -n "$port" ] || fail 'no free port between 48443 and 48543'
quietly "$valised" init --data-dir "$world/relay" --listen "127.0.0.1:$port" --name demo-1 --origin demo.example/directory
say "It will listen on 127.0.0.1:$port. Its database is encrypted (SQLCipher) under a key in relay/database.key."

# ---- 2 ----

step 'A registrar: three keyholders, any two of whom can act'
for holder in 1 2 3; do
  quietly "$registrar" keys create --out "registrar-$holder.key" --label "registrar, keyholder $holder" "${secret[@]}" $quick
done
quietly "$registrar" genesis create --name 'Demonstration directory' --out genesis.statement --threshold 2 \
  --key-file registrar-1.key --public-key registrar-2.key.pub --public-key registrar-3.key.pub "${secret[@]}"
say 'Keyholder 1 wrote the first statement of the directory and signed it.'
quietly "$registrar" --yes statement sign genesis.statement --key-file registrar-2.key "${secret[@]}"
say 'Keyholder 2 read it and signed, too. Keyholder 3 is on leave; two of three suffice.'
ceremony=("$registrar" --dir "$world/registrar" --yes)
two_keys=(--key-file registrar-1.key --key-file registrar-2.key "${secret[@]}")
quietly "${ceremony[@]}" workspace init --genesis genesis.statement
quietly "${ceremony[@]}" relay announce relay/relay-announcement.json --out relay.statement "${two_keys[@]}"
quietly "${ceremony[@]}" statement apply relay.statement
quietly "$valised" import-directory --config relay/valised.toml genesis.statement relay.statement
start_relay
quietly "${ceremony[@]}" sync --key-file registrar-1.key "${secret[@]}"
say 'The relay is announced in the directory and runs. Whoever knows the hash of the first statement can verify all that follows.'

# ---- 3 ----

step 'Three authorities of three countries, two of them in a network'
for authority in ke-odpp ug-dpp fr-bepi; do
  quietly "$registrar" keys create --out "$authority.key" --label "$authority, security officer" "${secret[@]}" $quick
  quietly "${ceremony[@]}" authority register "$root/deploy/demo/$authority.toml" --authority-key-file "$authority.key" \
    "${two_keys[@]}" --submit
  say "$authority is registered: its own key and two of the registrar's signed."
done
quietly "${ceremony[@]}" network define east-africa --name en='East African network (demonstration)' "${two_keys[@]}" --submit
for authority in ke-odpp ug-dpp; do quietly "${ceremony[@]}" network join east-africa "$authority" "${two_keys[@]}" --submit; done
say 'Kenya and Uganda are in the network east-africa.'

# ---- 4 ----

step 'Each authority enrols its own officers and posts; the registrar has no part in this'
# office AUTHORITY ARGUMENTS...: its security officer, with an own verified copy of the directory.
office() {
  local authority=$1
  shift
  quietly "$registrar" --dir "$world/office-$authority" --yes "$@"
}
signed_by() { key=(--key-file "$1.key" "${secret[@]}"); }
for authority in ke-odpp ug-dpp fr-bepi; do
  signed_by "$authority"
  office "$authority" workspace init --genesis genesis.statement
  office "$authority" sync "${key[@]}" --announcement relay/relay-announcement.json
done
# officer AUTHORITY ID NAME LANGUAGE
officer() {
  signed_by "$1"
  office "$1" officer enrol "$1/@$2" --name "$3" --language "$4" "${key[@]}" --submit
}
# post AUTHORITY ID KIND NAME OFFICERS...
post() {
  local authority=$1 id=$2 kind=$3 name=$4
  shift 4
  signed_by "$authority"
  office "$authority" post define "$authority/$id" --kind "$kind" --name "en=$name" "${key[@]}" --submit
  office "$authority" post staff "$authority/$id" "${@/#/--officer=}" "${key[@]}" --submit
}
officer ke-odpp jmwangi 'Joyce Mwangi' en
officer ke-odpp potieno 'Peter Otieno' en
officer ug-dpp aokello 'Agnes Okello' en
officer fr-bepi cmartin 'Claire Martin' fr
post ke-odpp duty contact-point-24-7 'Duty desk, day and night' jmwangi potieno
post ug-dpp desk desk 'Central authority' aokello
post fr-bepi desk desk 'Central authority' cmartin
say 'ke-odpp/duty, a post for day and night, is staffed by Joyce Mwangi and Peter Otieno.'

# ---- 5 ----

step 'Devices: an invite each, no codes to compare'
# client DEVICE ARGUMENTS...: the program `valise` on that device.
client() {
  local device=$1
  shift
  "$valise" --profile "$world/$device" "${secret[@]}" --no-input "$@"
}
# device NAME AUTHORITY OFFICER LABEL
device() {
  signed_by "$2"
  office "$2" device invite "$2/@$3" --out "$1.invite" "${key[@]}"
  quietly client "$1" init $quick
  last="valise enrol"
  client "$1" enrol - --label "$4" <"$1.invite" >last.log 2>&1 || fail 'a command ended with an error'
  office "$2" device approve "$1.invite" "${key[@]}" --submit
  quietly client "$1" enrol --wait --timeout 60s
  rm "$1.invite"
  say "$4 of $3 is enrolled: its keys never left it, and the relay could not have swapped them."
}
device joyce-desk ke-odpp jmwangi 'desk computer'
device joyce-laptop ke-odpp jmwangi 'duty laptop'
device peter-desk ke-odpp potieno 'desk computer'
device agnes-desk ug-dpp aokello 'desk computer'
device claire-desk fr-bepi cmartin 'desk computer'

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
if [ "$keep" = yes ]; then
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
