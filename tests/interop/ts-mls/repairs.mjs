// A loader hook that mends known faults of ts-mls 1.6.4 as its modules are loaded, so that the walk can look beyond them. Each is
// described in ../README.md with the section of RFC 9420 that says so. A text that is not found exactly once fails the start: another
// release has to be looked at anew.
import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"

const repairs = [
  {
    // 12.4.2: a removed member is out even if its leaf is given to a new member by the same commit.
    file: "clientState.js",
    from: "const selfRemoved = mutatedTree[leafToNodeIndex(toLeafIndex(state.privatePath.leafIndex))] === undefined;",
    to: "const selfRemoved = grouped.remove.some((r) => r.proposal.remove.removed === state.privatePath.leafIndex);",
  },
  {
    // 12.4.3.2: the same for the member that an external commit removes.
    file: "clientState.js",
    from: `            selfRemoved: false,
            allProposals,
        };
    }
}`,
    to: `            selfRemoved: grouped.remove.some((r) => r.proposal.remove.removed === state.privatePath.leafIndex),
            allProposals,
        };
    }
}`,
  },
  {
    // 12.4.3.1: only the nodes between a parent and its unmerged leaf must list that leaf too.
    file: "clientState.js",
    from: `                if (tree[nodeIndex]?.nodeType !== "leaf" && !dp.includes(toNodeIndex(i)))
                    return new ValidationError("Unmerged leaf did not represent a non-blank descendant leaf node");
                for (const parentIdx of dp) {`,
    to: `                if (tree[nodeIndex]?.nodeType !== "leaf" || !dp.includes(toNodeIndex(i)))
                    return new ValidationError("Unmerged leaf did not represent a non-blank descendant leaf node");
                for (const parentIdx of dp.slice(0, dp.indexOf(toNodeIndex(i)))) {`,
  },
  {
    file: "clientState.js",
    from: "if (!arraysEqual(dpNode.parent.unmergedLeaves, n.parent.unmergedLeaves))",
    to: "if (!dpNode.parent.unmergedLeaves.includes(unmergedLeaf))",
  },
  {
    // 12.4.3.2: external_pub holds \`HPKEPublicKey external_pub\`, which has a length in front.
    file: "createCommit.js",
    from: "await exportSecret(externalPub.extensionData, cs)",
    to: "await exportSecret(externalPub.extensionData.subarray(1), cs)",
  },
]

export async function load(url, context, next) {
  const mine = repairs.filter(({ file }) => url.endsWith(`/ts-mls/dist/src/${file}`))
  if (mine.length === 0) return next(url, context)
  let source = await readFile(fileURLToPath(url), "utf8")
  for (const { file, from, to } of mine) {
    if (source.split(from).length !== 2) throw new Error(`ts-mls is not the release that these repairs are for: ${file}`)
    source = source.replace(from, () => to)
  }
  return { format: "module", source, shortCircuit: true }
}
