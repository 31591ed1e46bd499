#!/usr/bin/env bash
# Runs Debian's scanners against a relay of this build and prints what they found: testssl.sh, sslscan, slowhttptest.
#
#   tests/abuse/scan.sh BUILD_FOLDER [OUTPUT_FOLDER]
#
# Needs the packages testssl.sh, sslscan and slowhttptest. Fails when testssl.sh reports anything of severity MEDIUM or above,
# except that the certificate is self-signed: clients know the relay's key by its hash (docs/PROTOCOL.md), there is no chain.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=$(realpath "${1:?"usage: tests/abuse/scan.sh BUILD_FOLDER [OUTPUT_FOLDER]"}")
out=$(realpath -m "${2:-$build/scan}")
for tool in testssl sslscan slowhttptest curl; do
  command -v "$tool" >/dev/null || { echo "scan.sh: $tool is missing (apt-get install testssl.sh sslscan slowhttptest)" >&2; exit 77; }
done
mkdir -p "$out"
rm -f "$out"/*
"$build/bin/scan_target" >"$out/port" 2>"$out/relay.log" &
relay=$!
trap 'kill "$relay" 2>/dev/null || true; wait "$relay" 2>/dev/null || true' EXIT
for _ in $(seq 300); do
  if [ -s "$out/port" ]; then break; fi
  sleep 0.1
done
port=$(cat "$out/port")

echo "== testssl.sh $(testssl --version 2>/dev/null | grep -o 'testssl.sh [0-9.]*' | head -1)"
testssl --quiet --color 0 --warnings off --ip one --jsonfile "$out/testssl.json" "127.0.0.1:$port" >"$out/testssl.txt" 2>&1 || true
# What a self-signed certificate known by its hash is found guilty of, and nothing else.
excused='cert_chain_of_trust|cert_trust|cert_crlDistributionPoints|cert_ocspURL|cert_revocation|cert_subjectAltName|OCSP_stapling|DNS_CAArecord|certificate_transparency|cert_caIssuers|cert_extlifeSpan|cert_validityPeriod|overall_grade|grade_cap_reason'
python3 - "$out/testssl.json" "$excused" <<'PY'
import collections, json, re, sys
findings = json.load(open(sys.argv[1]))
if not any(f["id"] == "TLS1_3" for f in findings): sys.exit("testssl.sh did not come to its end")
print("by severity:", dict(collections.Counter(f["severity"] for f in findings)))
grave = [f for f in findings if f["severity"] in ("MEDIUM", "HIGH", "CRITICAL", "FATAL")]
left = [f for f in grave if not re.fullmatch(f"({sys.argv[2]}).*", f["id"])]
for f in grave: print(("FINDING " if f in left else "excused ") + f["severity"], f["id"], f["finding"])
sys.exit(1 if left else 0)
PY

echo "== sslscan $(sslscan --version | head -1)"
sslscan --no-colour "127.0.0.1:$port" >"$out/sslscan.txt" 2>&1
grep -E '^(SSLv|TLSv1)[0-9.]* +enabled' "$out/sslscan.txt" | grep -v 'TLSv1.3' && { echo "FINDING an old version is enabled"; exit 1; }
grep -E 'enabled|Accepted|Preferred|renegotiation|Compression|heartbleed' "$out/sslscan.txt" | sort -u

for mode in -H -B -X; do
  echo "== slowhttptest $mode (slow heads, bodies, readers)"
  slowhttptest "$mode" -c 400 -r 200 -i 5 -l 25 -p 3 -x 20 -u "https://127.0.0.1:$port/v1/attachments" -o "$out/slow" >"$out/slow$mode.txt" 2>&1 &
  slow=$!
  sleep 4
  # Its own probe comes from the address that has used up what one may have; others come from elsewhere.
  for _ in $(seq 10); do
    answer=$(curl -sk --interface 127.9.9.9 -o /dev/null -w '%{http_code} after %{time_total} s' --max-time 5 "https://127.0.0.1:$port/v1/attachments") || true
    case "$answer" in
      401*) echo "$answer" ;;
      *) echo "FINDING somebody at another address was not answered: $answer"; exit 1 ;;
    esac
    sleep 1
  done | sort -k3 -n | sed -n '1s/^/others, quickest: /p; $s/^/others, slowest: /p; /FINDING/p'
  wait "$slow" || true
  sed 's/\x1b\[[0-9;]*m//g' "$out/slow$mode.txt" | grep -E 'service available|closed|connected|error' | tail -4
done
echo "all results: $out"
