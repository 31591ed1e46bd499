# Part of deploy/demo.sh: its processes, the relay and, where there is one, a mail server. Needs $world and $valised.

# free_port FROM TO
free_port() {
  local port
  for port in $(seq "$1" "$2"); do
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "$port"; return; fi
  done
  fail "no free port between $1 and $2"
}

# pid_of FILE WORDS: the process whose command line ends with these words. Only one that really is this demo's is ever ended.
pid_of() {
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 1
  [ -e "/proc/$pid/cmdline" ] || return 1
  [[ "$(tr '\0' ' ' <"/proc/$pid/cmdline")" = *" $2 " ]] || return 1
  echo "$pid"
}
# end_process FILE WORDS SIGNAL
end_process() {
  local pid
  pid=$(pid_of "$1" "$2") || { rm -f "$1"; return 0; }
  kill -"$3" "$pid"
  for _ in $(seq 100); do
    [ -e "/proc/$pid" ] || break
    sleep 0.1
  done
  rm -f "$1"
}

relay_words() { echo "run --config $world/relay/valised.toml"; }
relay_pid() { pid_of "$world/relay.pid" "$(relay_words)"; }
end_relay() { end_process "$world/relay.pid" "$(relay_words)" "$1"; }
start_relay() {
  "$valised" run --config "$world/relay/valised.toml" >>"$world/relay.log" 2>&1 </dev/null &
  echo $! >"$world/relay.pid"
  disown
  for _ in $(seq 100); do
    if "$valised" healthcheck --config "$world/relay/valised.toml" >"$world/last.log" 2>&1; then return; fi
    sleep 0.1
  done
  last="$valised run"
  cp "$world/relay.log" "$world/last.log"
  fail 'the relay does not answer'
}

# The mail server (aiosmtpd) takes everything for everybody and lays it down in mail/new. The relay learns of it from its environment.
mail_words() { echo "-m aiosmtpd -n -l 127.0.0.1:$(cat "$world/mail.port" 2>/dev/null) -c aiosmtpd.handlers.Mailbox $world/mail"; }
end_mail() { end_process "$world/mail.pid" "$(mail_words)" TERM; }
start_mail() {
  /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null || { say 'There is no python3-aiosmtpd, so nobody is called by mail.'; return 0; }
  free_port 48600 48700 >"$world/mail.port"
  # shellcheck disable=SC2046
  /usr/bin/python3 $(mail_words) >"$world/mail.log" 2>&1 </dev/null &
  echo $! >"$world/mail.pid"
  disown
  export VALISE_RELAY_ALERTS_SMTP_SERVER="127.0.0.1:$(cat "$world/mail.port")" VALISE_RELAY_ALERTS_SMTP_TLS=none
  export VALISE_RELAY_ALERTS_FROM=relay@demo.example
}
