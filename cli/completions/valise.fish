# Completion of valise for fish: made when it is first needed, so that its descriptions are in the person's language.
command -q valise; and command valise completion fish | source
