// The MLS benchmark's workloads. Each appends its figures.
#pragma once

#include "bench/mls_samples.hpp"

namespace valise::mls::bench {

enum class Effort { full, quick };

// measure_memory runs in processes of its own and wants to be first, while this one is small.
void measure_memory(Effort effort, std::vector<Figure>& figures);
void measure_key_packages(Effort effort, std::vector<Figure>& figures);
// measure_growth adds size-1 members at once, and lets one of them join.
void measure_growth(std::uint32_t size, Effort effort, std::vector<Figure>& figures);
// measure_epochs makes and processes empty commits, and sends messages: in the tree as it is right after adding, and in a full
// one.
void measure_epochs(std::uint32_t size, Effort effort, std::vector<Figure>& figures);

// measure_saving writes a member's state down.
void measure_saving(std::uint32_t size, Effort effort, std::vector<Figure>& figures);

}  // namespace valise::mls::bench
