#!/bin/sh
# NATS with JetStream on 127.0.0.1 with TLS, which syncs before each acknowledgement: nats.sh FOLDER PORT ACCOUNTS PROGRAM
# FOLDER holds key.pem and cert.pem and gets the data. Accounts u0, u1, ... with the password "secret". Runs until it is ended.
set -eu
folder=$1 port=$2 accounts=$3 program=$4
cd "$folder"
{
  echo "listen: \"127.0.0.1:$port\""
  echo "tls { cert_file: \"$folder/cert.pem\", key_file: \"$folder/key.pem\" }"
  echo "jetstream { store_dir: \"$folder/data\", sync_interval: always }"
  echo 'authorization { users = ['
  seq 0 $((accounts - 1)) | sed 's|.*|  {user: "u&", password: "secret"}|'
  echo '] }'
} >"$folder/nats.conf"
exec "$program" -c "$folder/nats.conf"
