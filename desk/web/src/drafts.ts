// Drafts: what is being written, kept by the desk among the messages, encrypted, as one types. They outlive the tab, the browser and
// the desk; a locked page holds none of them.
import { link, phase } from "./state";
import { useState } from "preact/hooks";
import { signal, usePicked, useSignal, type Signal } from "./signal";

export interface Draft {
  to: string[];
  from: string;
  subject: string;
  text: string;
  urgency: number;
  within: number; // minutes in which an answer is wanted; 0: as it is usual for the urgency
  handling: string;
  inReplyTo: string;
  files: DraftFile[];
  words: Words; // of a small form, by the name of the field; none where no form is open
}
export type Words = Partial<Record<string, string>>;

// A file that the desk has, under the id that a message names it by.
export interface DraftFile {
  id: string;
  name: string;
  size: number;
}

const empty: Draft = { to: [], from: "", subject: "", text: "", urgency: 0, within: 0, handling: "", inReplyTo: "", files: [], words: {} };
const prefix = "draft."; // other notes of the desk have other names
const often = 300; // milliseconds between two times of keeping

const drafts = new Map<string, Signal<Draft>>();
function draftOf(name: string): Signal<Draft> {
  let found = drafts.get(name);
  if (!found) drafts.set(name, (found = signal({ ...empty })));
  return found;
}

// ---- keeping ----

const unkept = new Set<string>();
const written = new Set<string>(); // since the desk was asked for what it keeps
let waiting: ReturnType<typeof setTimeout> | undefined;

function keepSoon(name: string): void {
  unkept.add(name);
  written.add(name);
  if (waiting) return;
  void keepAll(); // what comes first is kept at once, what comes fast after it together
  waiting = setTimeout(() => {
    waiting = undefined;
    void keepAll();
  }, often);
}

const isEmpty = (draft: Draft): boolean => !draft.text && !draft.subject && draft.to.length === 0 && !draft.inReplyTo && !draft.handling && draft.files.length === 0 && Object.keys(draft.words).length === 0;

// keepAll gives everything that is not kept yet to the desk; what does not get there is tried again when the desk is back.
export async function keepAll(): Promise<void> {
  if (phase.value !== "open") return;
  const others = [...keepers].map((keep) => keep());
  const names = [...unkept];
  unkept.clear();
  await Promise.all(
    names.map(async (name) => {
      const draft = draftOf(name).value;
      const content = isEmpty(draft) ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(draft));
      try {
        await link.ask({ case: "keepNote", value: { name: prefix + name, content } }, "done");
      } catch {
        unkept.add(name);
      }
    }),
  );
  await Promise.all(others);
}

function read(content: Uint8Array): Draft {
  try {
    return { ...empty, ...(JSON.parse(new TextDecoder().decode(content)) as Partial<Draft>) };
  } catch {
    return { ...empty };
  }
}

// An unlocked desk gives what it keeps, except where the page has newer; a locked page forgets.
let before = phase.value;
phase.subscribe(() => {
  if (phase.value === "locked") {
    unkept.clear();
    for (const draft of drafts.values()) draft.value = { ...empty };
  } else if (phase.value === "open" && before !== "open") void load();
  before = phase.value;
});

async function load(): Promise<void> {
  written.clear();
  try {
    const { notes } = await link.ask({ case: "getNotes", value: {} }, "notes");
    for (const { name, content } of notes) {
      const own = name.slice(prefix.length);
      if (name.startsWith(prefix) && !unkept.has(own) && !written.has(own)) draftOf(own).value = read(content);
    }
  } catch {
    // the next opening asks again
  }
  await keepAll();
}
addEventListener("pagehide", () => void keepAll());

// keeping lets others who keep what is written take part when everything is kept; gives how to end that.
const keepers = new Set<() => Promise<void>>();
export function keeping(keep: () => Promise<void>): () => void {
  keepers.add(keep);
  return () => void keepers.delete(keep);
}

// ---- using ----

// without gives what a draft holds besides what was sent of it: people go on writing while a message is on its way.
function without(draft: Draft, sent: Draft): Draft {
  const left = { ...draft };
  for (const field of ["to", "from", "subject", "urgency", "within", "handling", "inReplyTo"] as const) {
    if (draft[field] === sent[field]) Object.assign(left, { [field]: empty[field] });
  }
  left.text = draft.text.startsWith(sent.text) ? draft.text.slice(sent.text.length).trimStart() : draft.text;
  left.files = draft.files.filter((file) => !sent.files.some((one) => one.id === file.id));
  return left;
}

// useDraft gives the draft of a name ("new", or a room), a function that changes it, and one that takes out of it what was sent.
// All who use the same name see the same draft.
export function useDraft(name: string): [Draft, (part: Partial<Draft>) => void, (sent: Draft) => void] {
  const draft = useSignal(draftOf(name));
  const change = (part: Partial<Draft>) => {
    draftOf(name).value = { ...draftOf(name).value, ...part };
    keepSoon(name);
  };
  return [draft, change, (sent) => change(without(draftOf(name).value, sent))];
}

// useWords keeps what is written in the small forms beside the composer (a reason, a remark, a change): which of the forms that a
// view offers under this name is open (`act`), and the words of its fields. They stand there again after a lock, a reload and a walk
// through other views, until the form is sent or cancelled.
export interface Kept {
  act: string;
  words: Words;
  begun: boolean; // by this view, just now: the focus goes there
  begin: (act: string, words?: Words) => void;
  write: (words: Words) => void;
  end: () => void;
}
export function useWords(of: string): Kept {
  const name = `words.${of}`;
  const [{ words }, change] = useDraft(name);
  const [begun, setBegun] = useState(false);
  const begin = (act: string, more: Words = {}) => {
    setBegun(true);
    change({ words: { act, ...more } });
  };
  const write = (more: Words) => change({ words: { ...draftOf(name).value.words, ...more } });
  return { act: words["act"] ?? "", words, begun, begin, write, end: () => change({ words: {} }) };
}

// useReplyTo gives the message that a draft answers, and how to choose it, to a view that what is typed is no business of.
export function useReplyTo(name: string): [string, (message: string) => void] {
  const replyTo = usePicked(draftOf(name), (draft) => draft.inReplyTo);
  const choose = (inReplyTo: string) => {
    draftOf(name).value = { ...draftOf(name).value, inReplyTo };
    keepSoon(name);
  };
  return [replyTo, choose];
}

// changeFiles changes the files of a draft, whatever view is there when an upload ends.
export function changeFiles(name: string, change: (files: DraftFile[]) => DraftFile[]): void {
  const draft = draftOf(name).value;
  draftOf(name).value = { ...draft, files: change(draft.files) };
  keepSoon(name);
}

export function addRecipient(address: string): void {
  const draft = draftOf("new").value;
  if (draft.to.includes(address)) return;
  draftOf("new").value = { ...draft, to: [...draft.to, address] };
  keepSoon("new");
}
