#include "tests/unit/mls/wire_samples.hpp"

#include "tests/unit/mls/world.hpp"

namespace valise::mls::test {
namespace {

class Sampler {
 public:
  Sampler() : room_(world_, {"anna", "ben", "cora"}) {
    world_.psks.keys[base::to_bytes("psk")] = Bytes(32, 7);
    room_.commit("anna", {.context_extensions = context_extensions()});
    room_.commit("ben", {}, {"dan", "eve"});
    room_.remove("cora", "anna");
  }

  std::vector<WireSample> take() {
    small();
    for (const Proposal& proposal : proposals()) add_proposal(proposal);
    handshakes();
    application();
    welcome();
    tree();
    return std::move(out_);
  }

 private:
  template <class T>
  void add(const char* form, const T& value) {
    out_.push_back({form, encode(value)});
  }

  Group& group() { return *room_.at("ben").group; }

  static Extensions context_extensions() {
    const RequiredCapabilities required{.extensions = {ExtensionType::valise_room_state},
                                        .proposals = {ProposalType::reinit},
                                        .credentials = {CredentialType::basic}};
    const ExternalSenders senders{{{{Bytes(32, 1)}, Credential::basic(base::as_bytes("outside"))}, {{Bytes(32, 2)}, x509()}}};
    return Extensions({{ExtensionType::required_capabilities, encode(required)},
                       {ExtensionType::external_senders, encode(senders)},
                       {ExtensionType::valise_room_state, Bytes(70, 3)}});
  }
  static Credential x509() { return {.type = CredentialType::x509, .identity = {}, .certificates = {Bytes(65, 4), Bytes(3, 5)}}; }

  void small() {
    const Extensions context = context_extensions();
    add("Extensions", context);
    add("Extensions", Extensions{});
    add("Extension", context.list().back());
    out_.push_back({"RequiredCapabilities", *context.find(ExtensionType::required_capabilities)});
    out_.push_back({"ExternalSenders", *context.find(ExtensionType::external_senders)});
    add("ExternalSender", ExternalSender{{Bytes(32, 1)}, x509()});
    add("Credential", x509());
    add("Credential", Credential::basic(base::as_bytes("a name")));
    add("Lifetime", test_lifetime());
    for (const SenderType type :
         {SenderType::member, SenderType::external, SenderType::new_member_proposal, SenderType::new_member_commit})
      add("Sender", Sender{type, type <= SenderType::external ? 77U : 0U});
    add("SenderData", SenderData{LeafIndex(3), Generation(9), {1, 2, 3, 4}});
    add("GroupContext", group().context());
    for (const auto& id : psk_ids()) add("PreSharedKeyID", id);
    base::Writer ids;
    write_list(ids, psk_ids());
    out_.push_back({"PreSharedKeyIDs", ids.take()});
  }

  static std::vector<PreSharedKeyId> psk_ids() {
    PreSharedKeyId resumption{.type = PskType::resumption, .usage = ResumptionUsage::branch, .nonce = Bytes(32, 8)};
    resumption.psk_group_id = base::to_bytes("the group");
    resumption.psk_epoch = Epoch(2);
    return {{.psk_id = base::to_bytes("psk"), .nonce = Bytes(32, 9)}, resumption};
  }

  std::vector<Proposal> proposals() {
    const KeyPackage package = Person(world_, "finn").key_package({.lifetime = test_lifetime(), .last_resort = true}).package;
    LeafNode update = package.leaf_node;
    update.source = FromUpdate{};
    return {{Add{package}},
            {Update{update}},
            {Remove{LeafIndex(1)}},
            {PreSharedKey{psk_ids()[0]}},
            {PreSharedKey{psk_ids()[1]}},
            {ReInit{Bytes(16, 1), ProtocolVersion::mls10, test_suite, context_extensions()}},
            {ExternalInit{Bytes(32, 6)}},
            {GroupContextExtensions{context_extensions()}},
            {CustomProposal{ProposalType{0xf123}, Bytes(5, 7)}}};
  }

  void add_proposal(const Proposal& proposal) {
    static constexpr const char* names[] = {
        "Add", "Update", "Remove", "PreSharedKey", "ReInit", "ExternalInit", "GroupContextExtensions", "CustomProposal"};
    add("Proposal", proposal);
    add("ProposalOrRef", ProposalOrRef{proposal});
    base::Writer body;
    write_body(body, proposal);
    out_.push_back({names[proposal.body.index()], body.take()});
    framed(proposal);
  }

  // framed adds a content in all its wrappings.
  template <class Body>
  void framed(const Body& body) {
    FramedContent content{.group_id = Bytes(16, 1), .epoch = Epoch(5), .sender = Sender::member(LeafIndex(0))};
    content.authenticated_data = Bytes(5, 2);
    content.body = body;
    add("FramedContent", content);
    auto own = sign_content(WireFormat::public_message, content, {}, *room_.at("ben").signer).value();
    const ContentType type = content.type();
    if (type == ContentType::commit) own.confirm(Bytes(32, 3));
    add("AuthenticatedContent", *own);
    add(type == ContentType::commit ? "ContentAuth of a commit" : "ContentAuth", own->auth);
    static constexpr const char* names[] = {"PrivateMessageContent, application", "PrivateMessageContent, proposal",
                                            "PrivateMessageContent, commit"};
    out_.push_back({names[content.body.index()], private_content_bytes(*own, padme)});
    if (type == ContentType::application) return;
    PublicMessage message{.content = own->content, .auth = own->auth, .membership_tag = Bytes(32, 4)};
    add("PublicMessage", message);
    message.content.sender = {type == ContentType::commit ? SenderType::new_member_commit : SenderType::new_member_proposal};
    message.membership_tag.reset();
    add("PublicMessage", message);
  }

  template <class T>
  void message(const char* form, const Bytes& bytes) {
    out_.push_back({"MLSMessage", bytes});
    add(form, from_message<T>(bytes).value());
  }

  void handshakes() {
    add("ProposalOrRef", ProposalOrRef{ProposalRef{Bytes(32, 5)}});
    message<PublicMessage>(
        "PublicMessage",
        room_.at("cora")
            .group->propose({Remove{group().own_leaf()}}, world_.validation, world_.random, WireFormat::public_message)
            .value());
    const auto pending = room_.at("cora").group->commit({.format = WireFormat::public_message}, world_.validation, world_.random);
    const auto commit = from_message<PublicMessage>(pending->message).value();
    message<PublicMessage>("PublicMessage", pending->message);
    const auto& body = std::get<Commit>(commit.content.body);
    framed(body);
    add("Commit", body);
    add("Commit", Commit{});
    add("UpdatePath", *body.path);
    add("UpdatePathNode", body.path->nodes.front());
    add("HPKECiphertext", body.path->nodes.front().encrypted_path_secret.at(0));
    add("LeafNode", body.path->leaf_node);
    add("HPKEPublicKey", body.path->leaf_node.encryption_key);
    add("Capabilities", body.path->leaf_node.capabilities);
    room_.at("cora").group->drop_proposals();
  }

  void application() {
    framed(ApplicationData{Bytes(100, 1)});
    message<PrivateMessage>("PrivateMessage", room_.at("ben").send("some text"));
  }

  void welcome() {
    Person gus(world_, "gus");
    const KeyPackageBundle bundle = gus.key_package();
    message<KeyPackage>("KeyPackage", bundle.message());
    add("LeafNode", bundle.package.leaf_node);
    const auto pending =
        group().commit({.adds = {verified(bundle)}, .external_psks = {base::to_bytes("psk")}}, world_.validation, world_.random);
    message<Welcome>("Welcome", *pending->welcome);
    const auto sealed = from_message<Welcome>(*pending->welcome).value();
    add("EncryptedGroupSecrets", sealed.secrets.front());
    out_.push_back({"GroupSecrets", base::to_bytes(open_group_secrets(world_.suite, sealed, bundle)->serialize().expose())});
    message<GroupInfo>("GroupInfo", group().group_info(WelcomeTree::include).value());
    message<GroupInfo>("GroupInfo", group().group_info(WelcomeTree::leave_out).value());
  }

  void tree() {
    add("RatchetTree", group().tree());
    add("ParentNode", ParentNode{{Bytes(32, 1)}, Bytes(32, 2), {LeafIndex(1), LeafIndex(2)}});
    for (LeafIndex index : group().tree().members()) add("LeafNode", *group().tree().leaf(index));
  }

  World world_;
  Room room_;
  std::vector<WireSample> out_;
};

}  // namespace

std::vector<WireSample> wire_samples() { return Sampler().take(); }

}  // namespace valise::mls::test
