#!/usr/bin/env bash
# Rehearses an offline key ceremony from beginning to end in a temporary folder: every keyholder has a "machine" (a folder) of
# their own, and nothing but files is carried between them. Checks each step, also that what must be refused is refused. Ends with
# `ceremony: ok`. Touches no real key and no network.
#
#   deploy/ceremony-rehearsal.sh                    with the valise-registrar of the build folder, or else of the PATH
#   deploy/ceremony-rehearsal.sh --program FILE     with this one
#   deploy/ceremony-rehearsal.sh --keep             leaves the folder, for looking at
set -euo pipefail
cd "$(dirname "$0")/.."

program=
keep=no
while [ $# -gt 0 ]; do
  case "$1" in
    --program) program=$(realpath "${2:?--program needs a file}"); shift ;;
    --keep) keep=yes ;;
    -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "ceremony: unknown option '$1'; see --help" >&2; exit 2 ;;
  esac
  shift
done
for candidate in build/{release,dev}/bin/valise-registrar "$(command -v valise-registrar || true)"; do
  if [ -z "$program" ] && [ -x "$candidate" ]; then program=$(realpath "$candidate"); fi
done
[ -n "$program" ] || { echo "ceremony: no valise-registrar found; build it, or name it with --program" >&2; exit 2; }

room=$(mktemp -d "${TMPDIR:-/tmp}/valise-ceremony.XXXXXX")
finish() { if [ "$keep" = yes ]; then echo "ceremony: everything is in $room"; else rm -rf "$room"; fi; }
trap finish EXIT
cd "$room"
unset VALISE_REGISTRAR_DIR VALISE_PASSPHRASE_FILE VALISE_PIN_FILE

# at HOLDER WORDS...: a command at the holder's machine, in whose folder it runs and whose workspace it uses.
at() {
  local holder=$1
  shift
  (cd "$holder" && "$program" --dir workspace --yes --json "$@")
}
step() { printf 'ceremony: %s\n' "$*"; }
fail() { printf 'ceremony: FAILED: %s\n' "$*" >&2; exit 1; }
# must HOLDER WORDS...: the command succeeds; its output is kept in the file `said`.
must() { at "$@" >said 2>complaint || fail "$*: $(cat complaint)"; }
# refused CODE WORDS-OF-THE-REASON HOLDER WORDS...: the command ends with this code and says why.
refused() {
  local code=$1 reason=$2 got=0
  shift 2
  at "$@" >said 2>complaint || got=$?
  [ "$got" = "$code" ] || fail "$*: ended with $got instead of $code: $(cat complaint)"
  grep -q -- "$reason" complaint said || fail "$*: does not say '$reason': $(cat complaint)"
}
# says FIELD VALUE: the last command's answer has the field.
says() { grep -q "\"$1\":$2" said || fail "expected $1 to be $2 in: $(cat said)"; }
carry() { cp "$1" "$2"; }  # what a memory stick does
sign_with() { printf -- '--key-file %s --passphrase-file passphrase ' "$@"; }
newcomer() {
  mkdir -p "$1"
  printf 'passphrase of %s\n' "$1" >"$1/passphrase"
}
make_key() { must "$1" keys create --out "$2.key" --label "$1" --passphrase-file passphrase --quick-key-derivation; }
same_head_at() {
  local holder head first=
  for holder in "$@"; do
    must "$holder" log verify
    head=$(grep -o '"root":"[0-9a-f]*"' said)
    [ -z "$first" ] || [ "$first" = "$head" ] || fail "$holder holds another directory"
    first=$head
  done
}

step 'three keyholders of the registrar make their keys, each at an own machine'
for holder in anna boris chen; do newcomer "$holder"; make_key "$holder" r; done
for holder in boris chen; do carry "$holder/r.key.pub" "anna/$holder.pub"; done

step 'genesis, two of three'
must anna genesis create --name Rehearsal --threshold 2 $(sign_with r.key) --public-key boris.pub --public-key chen.pub -o genesis
says complete false
refused 4 'not enough of the required keys' anna workspace init --genesis genesis
refused 4 'has signed already' anna statement sign genesis $(sign_with r.key)
carry anna/genesis boris/genesis
must boris statement sign genesis -o genesis-boris $(sign_with r.key)
carry boris/genesis-boris anna/genesis-boris
must anna statement merge genesis genesis-boris -o genesis-complete
says complete true
id=$(grep -o '"directory_id":"[0-9a-f]*"' said)
for holder in anna boris chen; do
  [ "$holder" = anna ] || carry anna/genesis-complete "$holder/genesis-complete"
  must "$holder" workspace init --genesis genesis-complete
  grep -q "$id" said || fail "$holder has another directory id"
done

step 'an authority with two keys, both of which have to sign, is registered'
for holder in dalila emeka; do
  newcomer "$holder"
  make_key "$holder" office
  carry anna/genesis-complete "$holder/genesis"
  must "$holder" workspace init --genesis genesis
  carry "$holder/office.key.pub" "anna/$holder.pub"
done
cat >anna/record.toml <<'RECORD'
authority_id = "ke-odpp"
country = "KE"
time_zone = "Africa/Nairobi"
working_languages = ["en"]
[names]
en = "Office of the Director of Public Prosecutions"
[[mandates]]
convention = "untoc"
article = "18"
function = "mutual-legal-assistance"
RECORD
must anna authority register record.toml --authority-public-key dalila.pub --authority-public-key emeka.pub --threshold 2 \
  $(sign_with r.key) -o registration
says complete false
refused 4 'not enough of the required keys' anna statement apply registration
for holder in boris dalila emeka; do
  carry anna/registration "$holder/registration"
  key=office.key
  [ "$holder" != boris ] || key=r.key
  must "$holder" statement sign registration $(sign_with $key)
  carry "$holder/registration" "anna/from-$holder"
done
refused 4 'not enough of the required keys' dalila statement apply registration
must anna statement merge registration from-boris from-dalila -o three-of-four
says complete false
refused 4 'not enough of the required keys' anna statement apply three-of-four
must anna statement merge three-of-four from-emeka -o registered
says complete true
for holder in anna boris chen dalila emeka; do
  [ "$holder" = anna ] || carry anna/registered "$holder/registered"
  must "$holder" statement apply registered
done
same_head_at anna boris chen dalila emeka

step 'what must not pass does not pass'
must anna network define first --name en=First $(sign_with r.key) -o first
must anna network define second --name en=Second $(sign_with r.key) -o second
refused 1 'two different statements' anna statement merge first second -o mixed
carry anna/first dalila/first
refused 4 'no say' dalila statement sign first $(sign_with office.key)
carry anna/first chen/first
must chen statement sign first $(sign_with r.key)
must chen statement show first
says complete true
# A signature of one statement put into another: the bytes of both files differ in the statement, not in their length.
sed 's/First/Fir5t/' chen/first >chen/forged
refused 1 'signature' chen statement show forged
refused 1 'signature' chen statement apply forged

step 'the key of one keyholder is replaced by a new one'
make_key chen r-new
carry chen/r-new.key.pub anna/chen-new.pub
must anna registrar rotate-keys --new-public-key r.key.pub --new-public-key boris.pub --new-public-key chen-new.pub --new-threshold 2 \
  $(sign_with r.key) -o rotation
refused 4 'not enough of the required keys' anna statement apply rotation
carry anna/rotation boris/rotation
must boris statement sign rotation $(sign_with r.key)
for holder in anna boris chen dalila emeka; do
  [ "$holder" = boris ] || carry boris/rotation "$holder/rotated"
  [ "$holder" != boris ] || cp boris/rotation boris/rotated
  must "$holder" statement apply rotated
done
must anna network define third --name en=Third $(sign_with r.key) -o third
carry anna/third chen/third
refused 4 'no say' chen statement sign third $(sign_with r.key)
refused 4 'not enough of the required keys' chen statement apply first
must chen statement sign third $(sign_with r-new.key)
must chen statement show third
says complete true

step 'a key is lost; the other two put another in its place'
rm boris/r.key
newcomer fatou
make_key fatou r
carry fatou/r.key.pub anna/fatou.pub
must anna registrar rotate-keys --new-public-key r.key.pub --new-public-key chen-new.pub --new-public-key fatou.pub --new-threshold 2 \
  $(sign_with r.key) -o replacement
carry anna/replacement chen/replacement
must chen statement sign replacement $(sign_with r-new.key)
carry anna/genesis-complete fatou/genesis
must fatou workspace init --genesis genesis
for holder in anna chen fatou dalila emeka; do
  [ "$holder" = chen ] || carry chen/replacement "$holder/replaced"
  [ "$holder" != chen ] || cp chen/replacement chen/replaced
  if [ "$holder" = fatou ]; then
    for file in registered rotated; do carry "anna/$file" "fatou/$file"; must fatou statement apply "$file"; done
  fi
  must "$holder" statement apply replaced
done
same_head_at anna chen fatou dalila emeka

step 'the new keyholder acts with an old one, and the authority for itself'
must fatou network define fourth --name en=Fourth $(sign_with r.key) -o fourth
carry fatou/fourth anna/fourth
must anna statement sign fourth $(sign_with r.key)
must anna statement apply fourth
must dalila officer enrol ke-odpp/@jmwangi --name Mwangi $(sign_with office.key) -o officer
refused 4 'not enough of the required keys' dalila statement apply officer
carry dalila/officer emeka/officer
must emeka statement sign officer $(sign_with office.key)
must emeka statement apply officer

echo 'ceremony: ok'
