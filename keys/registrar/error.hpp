// RegistrarError: what can go wrong in this program beyond what the directory and the keys say themselves. exit_code maps every
// error to the exit codes of docs/CONVENTIONS.md.
#pragma once

#include "base/result.hpp"

namespace valise::registrar {

enum class RegistrarError {
  file_unreadable = 1,
  file_unwritable,
  file_exists,
  file_too_large,
  not_a_statement_file,
  not_an_announcement,
  not_a_public_key,
  bad_argument,
  passphrase_unavailable,
  passphrases_differ,
  passphrase_empty,
  confirmation_unavailable,
  not_confirmed,
  workspace_missing,
  workspace_exists,
  workspace_busy,
  workspace_damaged,
  other_directory,
  not_a_genesis,
  nothing_to_sign_with,
  key_has_no_say,
  already_signed,
  signatures_missing,
  nothing_pending,
  nothing_changed,
  refused_already,
  not_found,
  relay_unknown,
  relay_ambiguous,
  file_has_problems,
  no_time_zone,
  request_missing,
  not_accepted_yet,
  pdf_program_missing,
  pdf_failed,
};
constexpr std::string_view describe(RegistrarError error) {
  switch (error) {
    case RegistrarError::file_unreadable: return "the file cannot be read";
    case RegistrarError::file_unwritable: return "the file cannot be written";
    case RegistrarError::file_exists: return "the file exists already";
    case RegistrarError::file_too_large: return "the file is too large";
    case RegistrarError::not_a_statement_file: return "this is not a statement file";
    case RegistrarError::not_an_announcement: return "this is not a relay's announcement";
    case RegistrarError::not_a_public_key: return "this is neither a public key of 64 hexadecimal digits nor a .pub file";
    case RegistrarError::bad_argument: return "the value is not valid";
    case RegistrarError::passphrase_unavailable:
      return "no terminal to ask for the passphrase or PIN; use --passphrase-file or --passphrase-fd, for a token --pin-file or "
             "--pin-fd";
    case RegistrarError::passphrases_differ: return "the two passphrases differ";
    case RegistrarError::passphrase_empty: return "the passphrase is empty";
    case RegistrarError::confirmation_unavailable: return "no terminal to ask for confirmation; use --yes";
    case RegistrarError::not_confirmed: return "not confirmed, so nothing was done";
    case RegistrarError::workspace_missing:
      return "there is no directory here; start with 'workspace init' or name one with --dir";
    case RegistrarError::workspace_exists: return "there is a directory here already";
    case RegistrarError::workspace_busy: return "another program is working on this directory";
    case RegistrarError::workspace_damaged: return "the stored directory is damaged; move the folder away and start it again";
    case RegistrarError::other_directory: return "this belongs to another directory";
    case RegistrarError::not_a_genesis: return "the statement is not a genesis";
    case RegistrarError::nothing_to_sign_with: return "no key to sign with; name one with --key-file or --token";
    case RegistrarError::key_has_no_say: return "this key has no say in this statement";
    case RegistrarError::already_signed: return "this key has signed already; nobody counts twice";
    case RegistrarError::signatures_missing: return "signatures are missing";
    case RegistrarError::nothing_pending: return "nothing to submit";
    case RegistrarError::nothing_changed: return "the record is as the directory has it already";
    case RegistrarError::refused_already: return "the proposal was refused; the authority can make a new one";
    case RegistrarError::not_found: return "not found";
    case RegistrarError::relay_unknown: return "no relay known; name one with --relay and --relay-pin, or with --announcement";
    case RegistrarError::relay_ambiguous: return "the directory has several relays; choose one with --relay-name";
    case RegistrarError::file_has_problems: return "the file has mistakes, so nothing was done";
    case RegistrarError::no_time_zone:
      return "the authority's record names no time zone, or one that this computer does not know; the plan would mean nothing";
    case RegistrarError::request_missing: return "the officer's device has not answered the invite yet";
    case RegistrarError::not_accepted_yet: return "the relay has other statements than this folder; run 'sync' with a key first";
    case RegistrarError::pdf_program_missing: return "the program weasyprint is missing; install Debian's package weasyprint";
    case RegistrarError::pdf_failed: return "weasyprint could not make the PDF";
  }
  return "failure";
}

enum class ExitCode { ok = 0, failed = 1, usage = 2, not_found = 3, locked = 4, network = 5, trust_failure = 6, busy = 8 };
[[nodiscard]] ExitCode exit_code(const base::Error& error);

}  // namespace valise::registrar

VALISE_ERROR_ENUM(valise::registrar, RegistrarError, "registrar")
