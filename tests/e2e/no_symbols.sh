#!/bin/sh
# no_symbols.sh PROGRAM NAMESPACE...: fails when the program defines a symbol of one of the namespaces.
set -u
program=$1
shift
symbols=$(nm --demangle --defined-only "$program" 2>/dev/null)
if ! echo "$symbols" | grep -q 'valise::base::'; then
  echo "$program is stripped, so this cannot be seen"
  exit 77
fi
for namespace in "$@"; do
  if echo "$symbols" | grep -m 3 -F "$namespace::"; then
    echo "$program holds code of $namespace"
    exit 1
  fi
done
