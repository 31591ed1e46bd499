// The body of C2SP tlog-witness `add-checkpoint`: what a log asks a witness, and the proof that goes with it. Public data.
#pragma once

#include "keys/directory/checkpoint.hpp"

namespace valise::directory {

struct WitnessRequest {
  static constexpr std::size_t max_proof = 63;
  static constexpr std::size_t max_size = 32 * 1024;

  std::uint64_t old_size = 0;  // of the head that the witness signed last
  MerkleProof proof;           // from there to the checkpoint
  Checkpoint checkpoint;

  [[nodiscard]] std::string format() const;
  // parse accepts exactly what format() gives. Fails with CheckpointError::request_malformed, or as Checkpoint::parse.
  [[nodiscard]] static base::Result<WitnessRequest> parse(std::string_view body);
};

// parse_tree_size reads a decimal number in its shortest form.
[[nodiscard]] std::optional<std::uint64_t> parse_tree_size(std::string_view text);

}  // namespace valise::directory
