#!/bin/sh
# Makes a P-256 key and a self-signed certificate for the peers in FOLDER, and `pin`: SHA-256 of the public key in hex, which is
# what the bench's client checks.
set -eu
cd "$1"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -keyout key.pem -out cert.pem -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>/dev/null
openssl pkey -in key.pem -pubout -outform DER | openssl dgst -sha256 -r | cut -d' ' -f1 >pin
