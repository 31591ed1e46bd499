// All that is used of ts-mls, in one place: its public interface, and the few inner functions without which a member cannot propose
// an Update or make a GroupInfo as RFC 9420 has it.
export {
  ciphersuites,
  createApplicationMessage,
  createCommit,
  createGroup,
  createProposal,
  decodeGroupState,
  defaultCapabilities,
  defaultCryptoProvider,
  encodeGroupState,
  generateKeyPackage,
  getCiphersuiteFromName,
  joinGroup,
  joinGroupExternal,
  makePskIndex,
  mlsExporter,
  processPrivateMessage,
  processPublicMessage,
} from "ts-mls"
export { defaultClientConfig } from "ts-mls/clientConfig.js"
export { createGroupInfo } from "ts-mls/createCommit.js"
export { signWithLabel } from "ts-mls/crypto/signature.js"
export { encodeLeafNodeTBS } from "ts-mls/leafNode.js"
export { decodeRatchetTree, encodeRatchetTree } from "ts-mls/ratchetTree.js"
export { encode } from "ts-mls/codec/tlsEncoder.js"
export { varLenDataEncoder } from "ts-mls/codec/variableLength.js"
export { bytesToBase64 } from "ts-mls/util/byteArray.js"
