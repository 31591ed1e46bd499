// Member: one membership in a group. ts-mls's states are values, so a request that throws has changed nothing.
import * as mls from "./library.mjs"
import { config } from "./client.mjs"
import { decodeAll, fromMessage, toMessage } from "./words.mjs"
import { decodeMlsMessage } from "ts-mls"

const encodeVarLenData = mls.encode(mls.varLenDataEncoder)

export class Psks {
  #secrets = {}
  constructor(other) {
    if (other) this.#secrets = { ...other.#secrets }
  }
  add(id, secret) {
    this.#secrets[mls.bytesToBase64(id)] = secret
  }
  has(id) {
    return mls.bytesToBase64(id) in this.#secrets
  }
  index(state) {
    return mls.makePskIndex(state, this.#secrets)
  }
}

export class Member {
  #cs
  #pending
  #updates = [] // private keys of own Updates of this epoch, newest last
  #public = false

  constructor(state, cs, psks = new Psks()) {
    this.state = state
    this.#cs = cs
    this.psks = psks
  }

  get active() {
    return this.state.groupActiveState.kind === "active"
  }
  get index() {
    return this.state.privatePath.leafIndex
  }
  get authenticator() {
    return this.state.keySchedule.epochAuthenticator
  }
  leaves() {
    return this.state.ratchetTree
      .map((node, index) => ({ node, leaf: index / 2 }))
      .filter(({ node }) => node?.nodeType === "leaf")
      .map(({ node, leaf }) => ({ leaf, identity: node.leaf.credential.identity }))
  }
  tree() {
    return mls.encodeRatchetTree(this.state.ratchetTree)
  }
  useWire(format) {
    this.#public = format === "public"
  }

  async groupInfo(withTree) {
    const { publicKey } = await this.#cs.hpke.deriveKeyPair(this.state.keySchedule.externalSecret)
    const key = await this.#cs.hpke.exportPublicKey(publicKey)
    const extensions = [{ extensionType: "external_pub", extensionData: encodeVarLenData(key) }]
    if (withTree) extensions.push({ extensionType: "ratchet_tree", extensionData: this.tree() })
    const { groupContext, confirmationTag } = this.state
    const info = await mls.createGroupInfo(groupContext, confirmationTag, this.state, extensions, this.#cs)
    return toMessage("mls_group_info", info)
  }

  #requireActive() {
    if (!this.active) throw new Error("not in the group any more")
  }

  // #updateProposal: the library has no way to make one.
  async #updateProposal() {
    const keys = await this.#cs.hpke.generateKeyPair()
    const { parentHash: _, lifetime: __, signature: ___, ...old } = this.state.ratchetTree[2 * this.index].leaf
    const leaf = { ...old, leafNodeSource: "update", hpkePublicKey: await this.#cs.hpke.exportPublicKey(keys.publicKey) }
    const tbs = mls.encodeLeafNodeTBS({ ...leaf, groupId: this.state.groupContext.groupId, leafIndex: this.index })
    leaf.signature = await mls.signWithLabel(this.state.signaturePrivateKey, "LeafNodeTBS", tbs, this.#cs.signature)
    const proposal = { proposalType: "update", update: { leafNode: leaf } }
    return { proposal, privateKey: await this.#cs.hpke.exportPrivateKey(keys.privateKey) }
  }

  pskProposal(pskId) {
    if (!this.psks.has(pskId)) throw new Error("unknown PSK")
    const pskNonce = this.#cs.rng.randomBytes(this.#cs.kdf.size)
    return { proposalType: "psk", psk: { preSharedKeyId: { psktype: "external", pskId, pskNonce } } }
  }

  async propose(proposal) {
    this.#requireActive()
    const { newState, message } = await mls.createProposal(this.state, this.#public, proposal, this.#cs)
    this.state = newState
    return toMessage(message.wireformat, message.publicMessage ?? message.privateMessage)
  }
  async proposeUpdate() {
    const { proposal, privateKey } = await this.#updateProposal()
    const message = await this.propose(proposal)
    this.#updates.push(privateKey)
    return message
  }

  // #committable leaves out what a member cannot commit itself (12.2): its own Updates, and its removal.
  #committable() {
    const own = ({ proposal, senderLeafIndex }) =>
      (proposal.proposalType === "update" && senderLeafIndex === this.index) ||
      (proposal.proposalType === "remove" && proposal.remove.removed === this.index)
    return Object.fromEntries(Object.entries(this.state.unappliedProposals).filter(([, each]) => !own(each)))
  }

  async commit(extraProposals, withTree) {
    this.#requireActive()
    const state = { ...this.state, unappliedProposals: this.#committable() }
    const context = { state, cipherSuite: this.#cs, pskIndex: this.psks.index(state) }
    const options = { wireAsPublicMessage: this.#public, extraProposals, ratchetTreeExtension: withTree }
    const { newState, welcome, commit } = await mls.createCommit(context, options)
    this.#pending = newState
    return {
      commit: toMessage(commit.wireformat, commit.publicMessage ?? commit.privateMessage),
      welcome: welcome ? toMessage("mls_welcome", welcome) : new Uint8Array(),
    }
  }
  merge() {
    if (!this.#pending) throw new Error("no commit is pending")
    this.#enter(this.#pending)
  }
  drop() {
    if (!this.#pending) throw new Error("no commit is pending")
    this.#pending = undefined
  }
  #enter(state) {
    this.state = state
    this.#pending = undefined
    this.#updates = []
  }

  #process(state, message) {
    const psks = this.psks.index(state)
    return message.wireformat === "mls_public_message"
      ? mls.processPublicMessage(state, message.publicMessage, psks, this.#cs)
      : mls.processPrivateMessage(state, message.privateMessage, psks, this.#cs)
  }

  // #processCommit: the library does not take over the key of an own Update, so each of them is tried, and then the old one. Only
  // one of them fits the confirmation tag.
  async #processCommit(message) {
    for (const privateKey of this.#updates) {
      const privateKeys = { [2 * this.index]: privateKey }
      const state = { ...this.state, privatePath: { ...this.state.privatePath, privateKeys } }
      try {
        return await this.#process(state, message)
      } catch {
        continue
      }
    }
    return this.#process(this.state, message)
  }

  async handle(bytes) {
    this.#requireActive()
    const message = decodeAll(decodeMlsMessage, bytes)
    const type = message.publicMessage?.content.contentType ?? message.privateMessage?.contentType
    if (type === "proposal") {
      this.state = (await this.#process(this.state, message)).newState
    } else if (type === "commit") {
      this.#enter((await this.#processCommit(message)).newState)
    } else {
      throw new Error("no handshake message")
    }
    return type
  }

  async protect(authenticatedData, plaintext, padding) {
    this.#requireActive()
    const paddingConfig = padding === undefined ? config.paddingConfig : { kind: "alwaysPad", paddingLength: padding }
    const state = { ...this.state, clientConfig: { ...config, paddingConfig } }
    const sent = await mls.createApplicationMessage(state, plaintext, this.#cs, authenticatedData)
    this.state = { ...sent.newState, clientConfig: config }
    return toMessage("mls_private_message", sent.privateMessage)
  }
  async unprotect(bytes) {
    const message = fromMessage("mls_private_message", bytes)
    if (message.contentType !== "application") throw new Error("no application message")
    const opened = await this.#process(this.state, { wireformat: "mls_private_message", privateMessage: message })
    this.state = opened.newState
    return { authenticatedData: message.authenticatedData, plaintext: opened.message }
  }

  exportSecret(label, context, length) {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(label)
    return mls.mlsExporter(this.state.keySchedule.exporterSecret, text, context, length, this.#cs)
  }

  restart() {
    const saved = mls.encodeGroupState(this.state)
    this.state = { ...decodeAll(mls.decodeGroupState, saved), clientConfig: config }
  }
}
