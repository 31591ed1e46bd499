#!/bin/sh
# Mosquitto on 127.0.0.1 with TLS 1.3, for connections that do nothing: mosquitto.sh FOLDER PORT ACCOUNTS
# FOLDER holds key.pem and cert.pem. Accounts u0, u1, ... with the password "secret"; nothing is kept on disk. Runs until it is
# ended.
set -eu
folder=$1 port=$2 accounts=$3
seq 0 $((accounts - 1)) | sed 's/.*/u&:secret/' >"$folder/passwords"
mosquitto_passwd -U "$folder/passwords"
cat >"$folder/mosquitto.conf" <<END
user root
allow_anonymous false
password_file $folder/passwords
persistence false
listener $port 127.0.0.1
certfile $folder/cert.pem
keyfile $folder/key.pem
tls_version tlsv1.3
END
exec /usr/sbin/mosquitto -c "$folder/mosquitto.conf"
