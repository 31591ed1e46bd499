#!/usr/bin/env bash
# exim.sh FOLDER PORT PASSWORD CERTIFIED-NAME: Debian's Exim with a configuration of its own, unprivileged, on 127.0.0.1, for tests. It
# demands STARTTLS and the login valise-relay with the password (AUTH PLAIN), takes mail for odpp.example only, and delivers into the
# maildir FOLDER/mail. Its certificate, FOLDER/mail.pem, is one for CERTIFIED-NAME. Runs until it is killed.
set -euo pipefail
folder=$1 port=$2 password=$3 name=$4
mkdir -p "$folder/spool" "$folder/exim-log"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -keyout "$folder/mail.key" -out "$folder/mail.pem" \
  -subj "/CN=$name" -addext "subjectAltName=DNS:$name" 2>/dev/null
user=$(id -un) group=$(id -gn) drop=()
if [ "$(id -u)" = 0 ]; then # nothing of it runs as root, as it does not for anybody else
  user=nobody group=nogroup
  drop=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
  chown -R nobody:nogroup "$folder"
fi
cat >"$folder/exim.conf" <<EOF
primary_hostname = localhost
spool_directory = $folder/spool
log_file_path = $folder/exim-log/%slog
pid_file_path = $folder/exim.pid
exim_user = $user
exim_group = $group
never_users =
deliver_drop_privilege = true
keep_environment =
qualify_domain = localhost
local_interfaces = 127.0.0.1
daemon_smtp_ports = $port
tls_advertise_hosts = *
tls_certificate = $folder/mail.pem
tls_privatekey = $folder/mail.key
auth_advertise_hosts = \${if eq{\$tls_in_cipher}{}{}{*}}
host_lookup =
rfc1413_query_timeout = 0s
acl_smtp_rcpt = acl_recipient
begin acl
acl_recipient:
  deny !encrypted = *
       message = STARTTLS first
  accept authenticated = *
         domains = odpp.example
  deny message = log in first
begin routers
mailbox:
  driver = accept
  domains = odpp.example
  transport = maildir
begin transports
maildir:
  driver = appendfile
  directory = $folder/mail
  maildir_format
  user = $user
  group = $group
begin retry
* * F,1h,10s
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{\$auth2}{valise-relay}}{eq{\$auth3}{$password}}}}
  server_set_id = \$auth2
EOF
exec "${drop[@]}" /usr/sbin/exim4 -C "$folder/exim.conf" -bdf -oX "127.0.0.1.$port"
