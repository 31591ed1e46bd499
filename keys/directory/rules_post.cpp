// Rules for posts.
#include "keys/directory/record_rules.hpp"
#include "keys/directory/rules.hpp"

namespace valise::directory::rules {
namespace {

using base::fail;
using base::Result;

struct Subject {
  PostAddress address;
  const Authority* authority;
};
Result<Subject> subject(const Tables& tables, std::string_view authority_id, std::string_view post_id) {
  auto address = parse_post(authority_id, post_id);
  if (!address) return pass_on(address);
  auto authority = active(tables, address->authority);
  if (!authority) return pass_on(authority);
  return Subject{std::move(*address), *authority};
}

// A chain leads to people and posts that there are when it is published; who leaves later is passed over.
Result<> check_chain(const Tables& tables, const v1::Post& post) {
  for (const auto& step : post.escalation()) {
    for (const auto& id : step.officer_ids()) {
      auto address = parse_officer(post.authority_id(), id);
      if (!address) return pass_on(address);
      if (auto officer = not_retired(tables, *address); !officer) return pass_on(officer);
    }
    if (step.post_id().empty()) continue;
    auto address = parse_post(post.authority_id(), step.post_id());
    if (!address) return pass_on(address);
    if (auto other = not_retired(tables, *address); !other) return pass_on(other);
  }
  return {};
}

Result<> check(const Tables& tables, const v1::Post& post) {
  auto values = check_post(post);
  return values ? check_chain(tables, post) : values;
}

}  // namespace

Result<Ruling> post_defined(const Entry& entry, const v1::PostDefined& body) {
  auto what = subject(entry.tables, body.post().authority_id(), body.post().post_id());
  if (!what) return pass_on(what);
  if (entry.tables.posts.contains(what->address)) return fail(RuleError::id_taken);
  if (auto values = check(entry.tables, body.post()); !values) return pass_on(values);
  return signed_by_all({keys_of(*what->authority)}, [address = what->address, &body](Tables& tables) {
    tables.posts.put(address, Post{.address = address, .details = body.post()});
    return Applied{.authority = address.authority};
  });
}

Result<Ruling> post_changed(const Entry& entry, const v1::PostChanged& body) {
  auto what = subject(entry.tables, body.post().authority_id(), body.post().post_id());
  if (!what) return pass_on(what);
  auto post = not_retired(entry.tables, what->address);
  if (!post) return pass_on(post);
  if (auto next = require_next(body.revision(), (*post)->revision); !next) return pass_on(next);
  if (auto values = check(entry.tables, body.post()); !values) return pass_on(values);
  return signed_by_all({keys_of(*what->authority)}, [address = what->address, &body](Tables& tables) {
    auto& changed = tables.posts.edit(address);
    changed.details = body.post();
    changed.revision = body.revision();
    return Applied{.authority = address.authority};
  });
}

Result<Ruling> post_retired(const Entry& entry, const v1::PostRetired& body) {
  auto what = subject(entry.tables, body.authority_id(), body.post_id());
  if (!what) return pass_on(what);
  if (auto post = not_retired(entry.tables, what->address); !post) return pass_on(post);
  return signed_by_all({keys_of(*what->authority)}, [address = what->address](Tables& tables) {
    tables.posts.edit(address).retired = true;
    return Applied{.authority = address.authority};
  });
}

}  // namespace valise::directory::rules
