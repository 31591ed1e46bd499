#include "bench/mls_workloads.hpp"

#include "bench/mls_floor.hpp"
#include "bench/mls_quoted.hpp"
#include "bench/mls_rows.hpp"
#include "bench/mls_world.hpp"

namespace valise::mls::bench {
namespace {

constexpr std::size_t message_size = 1024;
constexpr std::size_t leaf_size = 230;  // about what a signature over a leaf, or over a key package, covers

// rounds_for keeps the time about the same for all sizes of groups.
int rounds_for(std::uint32_t size, Effort effort, int small, int large) {
  if (effort == Effort::quick) return 3;
  return std::clamp(small * 10 / static_cast<int>(size), large, small);
}

const quoted::Group* quoted_for(std::uint32_t size) {
  const auto found = std::ranges::find(quoted::groups, size, &quoted::Group::size);
  return found == quoted::groups.end() ? nullptr : &*found;
}

std::size_t receivers(const RatchetTree& tree, LeafIndex committer) {
  std::size_t out = 0;
  for (const PathStep& step : tree.filtered_direct_path(committer)) out += tree.resolution(step.copath_child).size();
  return out;
}

// shared_nodes counts the nodes of the committer's path that `member` gets a new private key for.
std::size_t shared_nodes(const RatchetTree& tree, LeafIndex committer, LeafIndex member) {
  const auto above = [&](const PathStep& step) { return is_below(to_node(member), step.node); };
  return static_cast<std::size_t>(std::ranges::count_if(tree.filtered_direct_path(committer), above));
}

Floor floor_of_adding(const Group& after, std::size_t added, std::size_t commit_size, std::size_t group_info_size) {
  const std::size_t path = after.tree().filtered_direct_path(after.own_leaf()).size();
  return {.signatures = {{1, leaf_size}, {1, commit_size}, {1, group_info_size}}, .base = added + path + 1, .general = added};
}

Floor floor_of_joining(const Group& joined, std::size_t group_info_size) {
  return {.verifications = {{joined.members().size(), leaf_size}, {1, group_info_size}},
          .base = shared_nodes(joined.tree(), LeafIndex(0), joined.own_leaf()),
          .general = 1};
}

Floor floor_of_making(const Group& group, std::size_t commit_size) {
  const std::size_t path = group.tree().filtered_direct_path(group.own_leaf()).size();
  const std::size_t sealed = receivers(group.tree(), group.own_leaf());
  return {.signatures = {{1, leaf_size}, {1, commit_size}}, .base = path + 1 + sealed, .general = sealed};
}

Floor floor_of_processing(const Group& group, LeafIndex committer, std::size_t commit_size) {
  return {.verifications = {{1, leaf_size}, {1, commit_size}},
          .base = shared_nodes(group.tree(), committer, group.own_leaf()),
          .general = 1};
}

Pair blank_pair(std::uint32_t size) {
  const Crowd crowd(size);
  Group first = Device(0).create();
  PendingCommit pending = must(first.commit({.adds = crowd.verified()}, rules(), random_source()));
  const Bytes welcome = *pending.welcome;
  must(first.merge(std::move(pending)));
  Group last = must(Group::join(welcome, crowd.last_bundle, crowd.last.signer(), rules()));
  return {std::move(first), std::move(last)};
}

struct MessageSamples {
  Samples protect;
  Samples unprotect;
  std::size_t bytes = 0;

  void add(const FloorRunner& runner, Pair& pair) {
    static const Bytes plaintext(message_size, 'x');
    Bytes message;
    const std::size_t covered = message_size + pair.first.context().tree_hash.size() + 150;
    const double made = timed([&] { message = must(pair.first.protect({}, plaintext, random_source())); });
    runner.add(protect, made, {.signatures = {{1, covered}}});
    const double opened = timed([&] { static_cast<void>(must(pair.last.handle(message, rules()))); });
    runner.add(unprotect, opened, {.verifications = {{1, covered}}});
    bytes = message.size();
  }
};

struct EpochSamples {
  Samples make;
  Samples process;
  MessageSamples first_message;
  MessageSamples later_message;
  std::size_t commit_bytes = 0;

  // add makes one commit by the first member, lets the last process it, and sends messages in the new epoch.
  void add(const FloorRunner& runner, Pair& pair) {
    const Floor making = floor_of_making(pair.first, commit_bytes);
    const Floor processing = floor_of_processing(pair.last, pair.first.own_leaf(), commit_bytes);
    Bytes message;
    const double made = timed([&] {
      PendingCommit pending = must(pair.first.commit({}, rules(), random_source()));
      message = pending.message;
      must(pair.first.merge(std::move(pending)));
    });
    runner.add(make, made, making);
    const double processed = timed([&] {
      Handled handled = must(pair.last.handle(message, rules()));
      must(pair.last.merge(std::get<StagedCommit>(std::move(handled))));
    });
    runner.add(process, processed, processing);
    commit_bytes = message.size();
    first_message.add(runner, pair);
    for (int i = 0; i < 3; ++i) later_message.add(runner, pair);
  }
};

EpochSamples epochs_of(Pair pair, int rounds) {
  const FloorRunner runner;
  EpochSamples warm_up;
  warm_up.add(runner, pair);
  EpochSamples out{.commit_bytes = warm_up.commit_bytes};
  for (int i = 0; i < rounds; ++i) out.add(runner, pair);
  return out;
}

void report_commits(const EpochSamples& samples, std::string_view tree, std::uint32_t size, double quoted_make_ms,
                    double quoted_process_ms, std::vector<Figure>& figures) {
  const std::string make = in_group("make a commit, " + std::string(tree), size);
  const std::string process = in_group("process a commit, " + std::string(tree), size);
  add_row(figures, make, samples.make, std::nullopt);
  if (quoted_make_ms > 0) add_quoted(figures, make, samples.make, quoted_make_ms * 1e3);
  add_row(figures, process, samples.process, commit_overhead);
  if (quoted_process_ms > 0) add_quoted(figures, process, samples.process, quoted_process_ms * 1e3);
}

void report_messages(const EpochSamples& samples, std::uint32_t size, std::vector<Figure>& figures) {
  const MessageSamples& later = samples.later_message;
  add_row(figures, in_group("protect 1 KiB", size), later.protect, small_overhead);
  add_quoted(figures, in_group("protect 1 KiB", size), later.protect, quoted::protect_us);
  add_row(figures, in_group("unprotect 1 KiB", size), later.unprotect, small_overhead);
  add_quoted(figures, in_group("unprotect 1 KiB", size), later.unprotect, quoted::unprotect_us);
  add_row(figures, in_group("protect the first message of an epoch", size), samples.first_message.protect, std::nullopt);
  if (size == 1000) {
    add_quoted(figures, in_group("protect the first message of an epoch", size), samples.first_message.protect,
               quoted::first_protect_ms * 1e3);
  }
  add_row(figures, in_group("unprotect the first message of an epoch", size), samples.first_message.unprotect, std::nullopt);
  add_plain(figures, in_group("message of 1 KiB", size), static_cast<double>(later.bytes), "B", quoted::message_bytes);
}

}  // namespace

void measure_key_packages(Effort effort, std::vector<Figure>& figures) {
  const FloorRunner runner;
  const Device device(1);
  Samples make, check;
  std::size_t bytes = 0;
  for (int i = 0; i < rounds_for(1, effort, 300, 300); ++i) {
    std::optional<KeyPackageBundle> bundle;
    const double made = timed([&] { bundle = device.key_package(); });
    runner.add(make, made, {.signatures = {{2, leaf_size}}, .base = 2});
    bytes = bundle->message().size();
    const double checked = timed([&] { static_cast<void>(must(verify_key_package(bundle->package))); });
    runner.add(check, checked, {.verifications = {{2, leaf_size}}});
  }
  add_row(figures, "make a key package", make, small_overhead);
  add_quoted(figures, "make a key package", make, quoted::key_package_make_us);
  add_row(figures, "check a key package", check, small_overhead);
  add_quoted(figures, "check a key package", check, quoted::key_package_check_us);
  add_plain(figures, "key package", static_cast<double>(bytes), "B", quoted::key_package_bytes);
}

void measure_growth(std::uint32_t size, Effort effort, std::vector<Figure>& figures) {
  const FloorRunner runner;
  const Crowd crowd(size);
  const std::size_t added = size - 1;
  Samples check_and_add, add, join;
  std::size_t commit_bytes = 0, welcome_bytes = 0;
  for (int i = 0; i < rounds_for(size, effort, 100, 5); ++i) {
    Group first = Device(0).create();
    std::vector<VerifiedKeyPackage> verified;
    const double checked = timed([&] { verified = crowd.verified(); });
    std::optional<PendingCommit> pending;
    const double made = timed([&] { pending = must(first.commit({.adds = std::move(verified)}, rules(), random_source())); });
    commit_bytes = pending->message.size();
    welcome_bytes = pending->welcome->size();
    const Bytes welcome = std::move(*pending->welcome);
    must(first.merge(std::move(*pending)));
    const std::size_t group_info_size = must(first.group_info(WelcomeTree::include)).size();
    runner.add(add, made, floor_of_adding(first, added, commit_bytes, group_info_size));
    check_and_add.values.push_back(checked + made);
    std::optional<Group> joined;
    const double joining = timed([&] { joined = must(Group::join(welcome, crowd.last_bundle, crowd.last.signer(), rules())); });
    runner.add(join, joining, floor_of_joining(*joined, group_info_size));
  }
  check_and_add.units = add.units;
  const bool large = size >= 1000;
  add_row(figures, in_group("add all others at once", size), add, large ? std::optional(small_overhead) : std::nullopt);
  add_row(figures, in_group("join", size), join, large ? std::optional(small_overhead) : std::nullopt);
  const quoted::Group* mlspp = quoted_for(size);
  if (mlspp) add_quoted(figures, in_group("check and add all others", size), check_and_add, mlspp->create_ms * 1e3);
  if (mlspp) add_quoted(figures, in_group("join", size), join, mlspp->join_ms * 1e3);
  add_plain(figures, in_group("commit that adds all", size), static_cast<double>(commit_bytes), "B",
            mlspp ? std::optional(mlspp->commit_bytes) : std::nullopt);
  add_plain(figures, in_group("welcome for all, tree included", size), static_cast<double>(welcome_bytes), "B",
            mlspp ? std::optional(mlspp->welcome_bytes) : std::nullopt);
}

void measure_saving(std::uint32_t size, Effort effort, std::vector<Figure>& figures) {
  const Pair pair = full_pair(size);
  Samples epoch, ratchets;
  for (int i = 0; i < rounds_for(size, effort, 100, 20); ++i) {
    epoch.values.push_back(timed([&] { static_cast<void>(pair.first.serialize_epoch()); }));
    ratchets.values.push_back(timed([&] { static_cast<void>(pair.first.serialize_ratchets()); }));
  }
  add_plain(figures, in_group("serialize the epoch", size), median(epoch.values), "us", std::nullopt);
  add_plain(figures, in_group("serialize what a message changes", size), median(ratchets.values), "us", std::nullopt);
}

void measure_epochs(std::uint32_t size, Effort effort, std::vector<Figure>& figures) {
  const quoted::Group unknown{};
  const quoted::Group& mlspp = quoted_for(size) ? *quoted_for(size) : unknown;
  const EpochSamples blank = epochs_of(blank_pair(size), rounds_for(size, effort, 100, 9));
  report_commits(blank, "blank tree", size, mlspp.blank_make_ms, mlspp.blank_process_ms, figures);
  add_plain(figures, in_group("commit, blank tree", size), static_cast<double>(blank.commit_bytes), "B", std::nullopt);
  const EpochSamples full = epochs_of(full_pair(size), rounds_for(size, effort, 200, 100));
  report_commits(full, "full tree", size, mlspp.full_make_ms, mlspp.full_process_ms, figures);
  add_plain(figures, in_group("commit, full tree", size), static_cast<double>(full.commit_bytes), "B", mlspp.full_bytes);
  report_messages(full, size, figures);
}

}  // namespace valise::mls::bench
