#!/bin/sh
# RabbitMQ on 127.0.0.1 with TLS 1.3 and nothing else listening: rabbitmq.sh FOLDER PORT ACCOUNTS
# FOLDER holds key.pem and cert.pem and gets data and log. Accounts u0, u1, ... with the password "secret". Durability is the
# quorum queue's own (a log that is synced before a publisher's confirm); the client declares such queues. Runs until it is ended.
set -eu
folder=$1 port=$2 accounts=$3
cd "$folder" # where it writes when it is ended in the middle of its start
names=$((port + 1)) distribution=$((port + 2)) # of Erlang's name server and of the node itself

# A password as RabbitMQ keeps it: a salt, then SHA-256 of salt and password.
hash=$({ printf '\001\002\003\004'; printf '\001\002\003\004secret' | openssl dgst -sha256 -binary; } | openssl base64 -A)
{
  echo '{"vhosts": [{"name": "/"}], "users": ['
  seq 0 $((accounts - 1)) | sed 's|.*|{"name": "u&", "password_hash": "'"$hash"'", "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": ""}|' | paste -sd,
  echo '], "permissions": ['
  seq 0 $((accounts - 1)) | sed 's|.*|{"user": "u&", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"}|' | paste -sd,
  echo ']}'
} >"$folder/definitions.json"
cat >"$folder/rabbitmq.conf" <<END
listeners.tcp = none
listeners.ssl.1 = 127.0.0.1:$port
ssl_options.cacertfile = $folder/cert.pem
ssl_options.certfile = $folder/cert.pem
ssl_options.keyfile = $folder/key.pem
ssl_options.verify = verify_none
ssl_options.versions.1 = tlsv1.3
definitions.import_backend = local_filesystem
definitions.local.path = $folder/definitions.json
definitions.skip_if_unchanged = true
disk_free_limit.absolute = 500MB
log.file.level = warning
END
echo '[].' >"$folder/plugins"
mkdir -p "$folder/data" "$folder/log"

export HOME="$folder" ERL_EPMD_PORT=$names ERL_EPMD_ADDRESS=127.0.0.1
export RABBITMQ_NODENAME=bench@localhost RABBITMQ_DIST_PORT=$distribution RABBITMQ_PID_FILE="$folder/pid"
export RABBITMQ_CONFIG_FILE="$folder/rabbitmq.conf" RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_ENABLED_PLUGINS_FILE="$folder/plugins"
export RABBITMQ_MNESIA_BASE="$folder/data" RABBITMQ_LOG_BASE="$folder/log"
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}"
epmd -port "$names" -address 127.0.0.1 & # a child, so that it ends with the rest
exec /usr/lib/rabbitmq/bin/rabbitmq-server
