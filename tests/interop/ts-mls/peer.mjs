// ts-mls behind the line protocol of tests/interop/README.md.
//
//   node peer.mjs              with the repairs of repairs.mjs
//   node peer.mjs --as-is      as it was published
import { register } from "node:module"
import { createInterface } from "node:readline"

if (!process.argv.includes("--as-is")) register("./repairs.mjs", import.meta.url)
const mls = await import("./library.mjs")
const { cipherSuite, config, newKeyPackage, suites } = await import("./client.mjs")
const { Member, Psks } = await import("./member.mjs")
const { Arguments, decodeAll, fromMessage, hex, toMessage } = await import("./words.mjs")

const members = new Map()
const packages = new Map()

function named(map, name) {
  if (!map.has(name)) throw new Error("nothing has that name")
  return map.get(name)
}
function requireFree(map, name) {
  if (map.has(name)) throw new Error("the name is taken")
}
const decodeTree = (bytes) => (bytes.length === 0 ? undefined : decodeAll(mls.decodeRatchetTree, bytes))

const requests = {
  name: () => "ts-mls",
  suites: () => suites.join(" "),
  // The library makes an UpdatePath only where it must.
  commands: () => [...Object.keys(requests), "-commit:path", "-commit:respsk"].join(" "),

  async create(args) {
    const [name, suite, groupId, identity] = [args.word(), args.number(), args.bytes(), args.bytes()]
    args.finish()
    requireFree(members, name)
    const cs = await cipherSuite(suite)
    const { publicPackage, privatePackage } = await newKeyPackage(identity, cs)
    const member = new Member(await mls.createGroup(groupId, publicPackage, privatePackage, [], cs, config), cs)
    members.set(name, member)
    return hex(member.authenticator)
  },

  async keypackage(args) {
    const [name, suite, identity] = [args.word(), args.number(), args.bytes()]
    args.finish()
    requireFree(packages, name)
    const cs = await cipherSuite(suite)
    const made = await newKeyPackage(identity, cs)
    packages.set(name, { ...made, cs, psks: new Psks() })
    return hex(toMessage("mls_key_package", made.publicPackage))
  },

  secrets(args) {
    const { privatePackage } = named(packages, args.word())
    args.finish()
    const seed = privatePackage.signaturePrivateKey.slice(-32) // of PKCS #8
    return [privatePackage.initPrivateKey, privatePackage.hpkePrivateKey, seed].map(hex).join(" ")
  },

  async join(args) {
    const [name, packageName, welcome] = [args.word(), args.word(), args.bytes()]
    const tree = args.more() ? decodeTree(args.bytes()) : undefined
    args.finish()
    requireFree(members, name)
    const { publicPackage, privatePackage, cs, psks } = named(packages, packageName)
    const message = fromMessage("mls_welcome", welcome)
    if (message.cipherSuite !== cs.name) throw new Error("another cipher suite") // the library does not look
    const index = psks.index(undefined)
    const state = await mls.joinGroup(message, publicPackage, privatePackage, index, cs, tree, undefined, config)
    members.set(name, new Member(state, cs, new Psks(psks)))
    return hex(members.get(name).authenticator)
  },

  async groupinfo(args) {
    const member = named(members, args.word())
    const withTree = !args.more() || args.number() === 1
    args.finish()
    return hex(await member.groupInfo(withTree))
  },

  async extjoin(args) {
    const [name, info, identity] = [args.word(), args.bytes(), args.bytes()]
    const given = args.more() ? decodeTree(args.bytes()) : undefined
    const replaced = args.more() ? args.number() : undefined
    args.finish()
    requireFree(members, name)
    const groupInfo = fromMessage("mls_group_info", info)
    const cs = await cipherSuite(mls.ciphersuites[groupInfo.groupContext.cipherSuite])
    const { publicPackage, privatePackage } = await newKeyPackage(identity, cs)
    const extension = groupInfo.extensions.find((each) => each.extensionType === "ratchet_tree")
    const tree = extension ? decodeTree(extension.extensionData) : given
    const old = replaced === undefined ? undefined : tree?.[2 * replaced]?.leaf
    if (replaced !== undefined && !old) throw new Error("no such leaf")
    // The library looks for the old leaf by comparing.
    const compareKeyPackageToLeafNode = (_, leaf) => hex(leaf.signaturePublicKey) === hex(old.signaturePublicKey)
    const comparing = { ...config, keyPackageEqualityConfig: { ...config.keyPackageEqualityConfig, compareKeyPackageToLeafNode } }
    const { publicMessage, newState } = await mls.joinGroupExternal(
      groupInfo, publicPackage, privatePackage, old !== undefined, cs, tree, comparing,
    )
    members.set(name, new Member({ ...newState, clientConfig: config }, cs))
    return `${hex(toMessage("mls_public_message", publicMessage))} ${hex(members.get(name).authenticator)}`
  },

  tree(args) {
    const member = named(members, args.word())
    args.finish()
    return hex(member.tree())
  },

  wire(args) {
    const [member, format] = [named(members, args.word()), args.word()]
    args.finish()
    if (format !== "private" && format !== "public") throw new Error("an argument is not readable")
    member.useWire(format)
  },

  psk(args) {
    const [kind, name, id, secret] = [args.word(), args.word(), args.bytes(), args.bytes()]
    args.finish()
    if (kind !== "group" && kind !== "kp") throw new Error("an argument is not readable")
    named(kind === "group" ? members : packages, name).psks.add(id, secret)
  },

  async propose(args) {
    const [member, kind] = [named(members, args.word()), args.word()]
    const proposal = kind === "update" ? undefined : readProposal(member, kind, args.word())
    args.finish()
    return hex(await (proposal ? member.propose(proposal) : member.proposeUpdate()))
  },

  async commit(args) {
    const member = named(members, args.word())
    const proposals = []
    let withTree = true
    while (args.more()) {
      const word = args.word()
      const [kind, value] = word.split(":", 2)
      if (word === "notree") withTree = false
      else if (word === "path") throw new Error("the library cannot be made to")
      else proposals.push(readProposal(member, kind, value ?? ""))
    }
    const { commit, welcome } = await member.commit(proposals, withTree)
    return `${hex(commit)} ${hex(welcome)}`
  },

  merge(args) {
    const member = named(members, args.word())
    args.finish()
    member.merge()
    return hex(member.authenticator)
  },
  drop(args) {
    const member = named(members, args.word())
    args.finish()
    member.drop()
  },

  async handle(args) {
    const [member, message] = [named(members, args.word()), args.bytes()]
    args.finish()
    const type = await member.handle(message)
    if (type === "proposal") return type
    return `${type} ${member.active ? hex(member.authenticator) : "-"}`
  },

  async protect(args) {
    const [member, authenticated, plaintext] = [named(members, args.word()), args.bytes(), args.bytes()]
    const padding = args.more() ? args.number() : undefined
    args.finish()
    return hex(await member.protect(authenticated, plaintext, padding))
  },
  async unprotect(args) {
    const [member, message] = [named(members, args.word()), args.bytes()]
    args.finish()
    const { authenticatedData, plaintext } = await member.unprotect(message)
    return `${hex(authenticatedData)} ${hex(plaintext)}`
  },

  async export(args) {
    const [member, label, context, length] = [named(members, args.word()), args.bytes(), args.bytes(), args.number()]
    args.finish()
    return hex(await member.exportSecret(label, context, length))
  },

  info(args) {
    const member = named(members, args.word())
    args.finish()
    const { epoch, treeHash, confirmedTranscriptHash } = member.state.groupContext
    return (
      `epoch=${epoch} index=${member.index} members=${member.leaves().length} auth=${hex(member.authenticator)} ` +
      `treehash=${hex(treeHash)} cth=${hex(confirmedTranscriptHash)}`
    )
  },
  roster(args) {
    const member = named(members, args.word())
    args.finish()
    return member.leaves().map(({ leaf, identity }) => `${leaf}:${hex(identity)}`).join(" ")
  },

  restart(args) {
    const member = named(members, args.word())
    args.finish()
    member.restart()
    return hex(member.authenticator)
  },
  free(args) {
    const name = args.word()
    args.finish()
    named(members, name)
    members.delete(name)
  },
}

function readProposal(member, kind, value) {
  const args = new Arguments([value])
  switch (kind) {
    case "add":
      return { proposalType: "add", add: { keyPackage: fromMessage("mls_key_package", args.bytes()) } }
    case "remove":
      return { proposalType: "remove", remove: { removed: args.number() } }
    case "psk":
      return member.pskProposal(args.bytes())
    default:
      throw new Error("an argument is not readable")
  }
}

async function answer(line) {
  const words = line.split(" ").filter((word) => word !== "")
  const request = words.shift()
  if (!Object.hasOwn(requests, request)) return "err unknown request"
  try {
    const fields = await requests[request](new Arguments(words))
    return fields ? `ok ${fields}` : "ok"
  } catch (error) {
    if (process.env.TS_MLS_TRACE) console.error(request, error)
    return `err ${String(error?.message ?? error).replaceAll(/\s+/g, " ") || "failed"}`
  }
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (line === "quit") break
  if (line.trim() === "" || line.startsWith("#")) continue
  process.stdout.write((await answer(line)) + "\n")
}
process.exit(0)
