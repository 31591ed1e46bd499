# Part of deploy/demo.sh: a registrar, three authorities, their officers and devices. Needs $root, $world and the programs; works within $world.

ceremony=("$registrar" --dir "$world/registrar" --yes)
secret=(--passphrase-file "$world/passphrase")
two_keys=(--key-file registrar-1.key --key-file registrar-2.key "${secret[@]}")
# Keys of a demonstration need no costly key derivation; real ones take about half a second each time.
quick=--quick-key-derivation

make_passphrase() {
  head -c 18 /dev/urandom | base64 >passphrase
  chmod 600 passphrase
}

# office AUTHORITY ARGUMENTS...: its security officer, with an own verified copy of the directory.
office() {
  local authority=$1
  shift
  quietly "$registrar" --dir "$world/office-$authority" --yes "$@"
}
signed_by() { key=(--key-file "$1.key" "${secret[@]}"); }
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

make_relay() {
  step 'A relay and its keys'
  local port
  port=$(free_port 48443 48543)
  quietly "$valised" init --data-dir "$world/relay" --listen "127.0.0.1:$port" --name demo-1 --origin demo.example/directory
  say "It will listen on 127.0.0.1:$port. Its database is encrypted (SQLCipher) under a key in relay/database.key."
}

make_registrar() {
  step 'A registrar: three keyholders, any two of whom can act'
  local holder
  for holder in 1 2 3; do
    quietly "$registrar" keys create --out "registrar-$holder.key" --label "registrar, keyholder $holder" "${secret[@]}" $quick
  done
  quietly "$registrar" genesis create --name 'Demonstration directory' --out genesis.statement --threshold 2 \
    --key-file registrar-1.key --public-key registrar-2.key.pub --public-key registrar-3.key.pub "${secret[@]}"
  say 'Keyholder 1 wrote the first statement of the directory and signed it.'
  quietly "$registrar" --yes statement sign genesis.statement --key-file registrar-2.key "${secret[@]}"
  say 'Keyholder 2 read it and signed, too. Keyholder 3 is on leave; two of three suffice.'
  quietly "${ceremony[@]}" workspace init --genesis genesis.statement
  quietly "${ceremony[@]}" relay announce relay/relay-announcement.json --out relay.statement "${two_keys[@]}"
  quietly "${ceremony[@]}" statement apply relay.statement
  quietly "$valised" import-directory --config relay/valised.toml genesis.statement relay.statement
  start_relay
  quietly "${ceremony[@]}" sync --key-file registrar-1.key "${secret[@]}"
  say 'The relay is announced in the directory and runs. Whoever knows the hash of the first statement can verify all that follows.'
}

make_authorities() {
  step 'Three authorities of three countries, two of them in a network'
  local authority
  for authority in ke-odpp ug-dpp fr-bepi; do
    quietly "$registrar" keys create --out "$authority.key" --label "$authority, security officer" "${secret[@]}" $quick
    quietly "${ceremony[@]}" authority register "$root/deploy/demo/$authority.toml" --authority-key-file "$authority.key" \
      "${two_keys[@]}" --submit
    say "$authority is registered: its own key and two of the registrar's signed."
  done
  quietly "${ceremony[@]}" network define east-africa --name en='East African network (demonstration)' "${two_keys[@]}" --submit
  for authority in ke-odpp ug-dpp; do quietly "${ceremony[@]}" network join east-africa "$authority" "${two_keys[@]}" --submit; done
  say 'Kenya and Uganda are in the network east-africa.'
}

make_officers() {
  step 'Each authority enrols its own officers and posts; the registrar has no part in this'
  local authority
  for authority in ke-odpp ug-dpp fr-bepi; do
    signed_by "$authority"
    office "$authority" workspace init --genesis genesis.statement
    office "$authority" sync "${key[@]}" --announcement relay/relay-announcement.json
  done
  officer ke-odpp jmwangi 'Joyce Mwangi' en
  officer ke-odpp potieno 'Peter Otieno' en
  officer ug-dpp aokello 'Agnes Okello' en
  officer fr-bepi cmartin 'Claire Martin' fr
  post ke-odpp duty contact-point-24-7 'Duty desk, day and night' jmwangi potieno
  post ug-dpp desk desk 'Central authority' aokello
  post fr-bepi desk desk 'Central authority' cmartin
  say 'ke-odpp/duty, a post for day and night, is staffed by Joyce Mwangi and Peter Otieno.'
}

make_devices() {
  step 'Devices: an invite each, no codes to compare'
  device joyce-desk ke-odpp jmwangi 'desk computer'
  device joyce-laptop ke-odpp jmwangi 'duty laptop'
  device peter-desk ke-odpp potieno 'desk computer'
  device agnes-desk ug-dpp aokello 'desk computer'
  device claire-desk fr-bepi cmartin 'desk computer'
}

# What the demo itself does without: a focal point of the network, and a prosecutor who staffs no post.
make_more_people() {
  step 'A focal point, and a prosecutor who belongs to no post'
  post ke-odpp focal focal-point 'Focal point, East African network' jmwangi
  officer ug-dpp jmugisha 'James Mugisha' en
  device james-laptop ug-dpp jmugisha 'laptop'
}
