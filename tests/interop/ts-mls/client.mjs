// What an application has to decide when it uses ts-mls: suites, credentials, lifetimes, how long old keys are kept.
import {
  ciphersuites,
  defaultClientConfig,
  defaultCryptoProvider,
  defaultCapabilities,
  generateKeyPackage,
  getCiphersuiteFromName,
} from "./library.mjs"

export const suites = [1, 3]
const implementations = new Map()

export async function cipherSuite(number) {
  const name = Object.keys(ciphersuites).find((each) => ciphersuites[each] === number)
  if (!suites.includes(number)) throw new Error("unsupported cipher suite")
  if (!implementations.has(number)) {
    implementations.set(number, await defaultCryptoProvider.getCiphersuiteImpl(getCiphersuiteFromName(name)))
  }
  return implementations.get(number)
}

export const config = {
  ...defaultClientConfig,
  keyRetentionConfig: { retainKeysForGenerations: 100, retainKeysForEpochs: 3, maximumForwardRatchetSteps: 1000 },
  lifetimeConfig: { maximumTotalLifetime: 366n * 24n * 3600n, validateLifetimeOnReceive: true },
}

// newKeyPackage: the library's default lifetime has no end, which RFC 9420 section 7.2 lets others refuse.
export function newKeyPackage(identity, cs) {
  const now = BigInt(Math.floor(Date.now() / 1000))
  const lifetime = { notBefore: now - 3600n, notAfter: now + 30n * 24n * 3600n }
  return generateKeyPackage({ credentialType: "basic", identity }, defaultCapabilities(), lifetime, [], cs)
}
