// Drafts: what is being written, kept as one types. The SDK has no place for drafts yet, so they are kept in this tab's session
// storage: they survive a reload, a lock and a desk that was restarted, and end with the tab.
import { signal, useSignal, type Signal } from "./signal";

export interface Draft {
  to: string[];
  from: string;
  subject: string;
  text: string;
  urgency: number;
  handling: string;
  inReplyTo: string;
}

const empty: Draft = { to: [], from: "", subject: "", text: "", urgency: 0, handling: "", inReplyTo: "" };
const keyOf = (name: string): string => `valise.draft.${name}`;

function read(name: string): Draft {
  try {
    return { ...empty, ...(JSON.parse(sessionStorage.getItem(keyOf(name)) ?? "{}") as Partial<Draft>) };
  } catch {
    return { ...empty };
  }
}

const drafts = new Map<string, Signal<Draft>>();
function draftOf(name: string): Signal<Draft> {
  let found = drafts.get(name);
  if (!found) drafts.set(name, (found = signal(read(name))));
  return found;
}
function keep(name: string, draft: Draft): void {
  sessionStorage.setItem(keyOf(name), JSON.stringify(draft));
  draftOf(name).value = draft;
}

// useDraft gives the draft of a name ("new", or a room), a function that changes it, and one that ends it. All who use the same
// name see the same draft.
export function useDraft(name: string): [Draft, (part: Partial<Draft>) => void, () => void] {
  const draft = useSignal(draftOf(name));
  const change = (part: Partial<Draft>) => keep(name, { ...draftOf(name).value, ...part });
  const end = () => {
    draftOf(name).value = { ...empty };
    sessionStorage.removeItem(keyOf(name));
  };
  return [draft, change, end];
}

export function addRecipient(address: string): void {
  const draft = draftOf("new").value;
  if (!draft.to.includes(address)) keep("new", { ...draft, to: [...draft.to, address] });
}
