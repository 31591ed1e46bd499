// What is signed: the form asks for what an act needs, and for the passphrase of the key, which is kept nowhere.
import { useState } from "preact/hooks";
import type { DeskOfficeAct_What as What, DeskOfficeState } from "../contract/desk";
import { useWords, type Words } from "../drafts";
import { focused, FormEnd } from "../parts";
import { link, problem } from "../state";
import { say } from "../texts";

const kinds = ["desk", "contact-point-24-7"] as const; // of posts; a focal point is its network's, by the command line

export interface Act {
  what: What;
  label: string; // the text's id
  subject?: string;
  device?: string;
  text?: string;
  fields?: Field[]; // that the person fills in
}
type Field = "name" | "text" | "words" | "subject" | "kind";
const labels = { name: "desk.office.name", subject: "desk.office.address", text: "desk.office.reason", words: "desk.office.words", kind: "desk.office.kind" } as const;

// useAct is what is about to be signed in a view, with the words for it: they stand there again after a lock, a reload and a walk
// through other views. The passphrase never does.
export interface Signing {
  act: Act | undefined;
  begun: boolean; // just now: the focus goes there
  words: Words;
  begin: (act: Act) => void;
  write: (words: Words) => void;
  end: () => void;
}
export function useAct(view: string): Signing {
  const kept = useWords(`sign.${view}`);
  const begin = (act: Act) => kept.begin(JSON.stringify(act));
  return { act: kept.act ? (JSON.parse(kept.act) as Act) : undefined, begun: kept.begun, words: kept.words, begin, write: kept.write, end: kept.end };
}

// Sign asks for what the act needs, and for the passphrase of the key; the focus is on the first of them.
export function Sign({ act, begun = true, words: values = {}, onWords, authority = "", registrar = false, onEnd, onDone }: { act: Act; begun?: boolean; words?: Words; onWords?: (words: Words) => void; authority?: string; registrar?: boolean; onEnd: () => void; onDone: (answer: DeskOfficeState) => void }) {
  const set = (field: Field, value: string) => onWords?.({ [field]: value });
  const first: Record<string, string> = act.fields?.includes("kind") ? { kind: kinds[0] } : {};
  const [passphrase, setPassphrase] = useState("");
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const send = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setWrong("");
    const { what, subject = "", device = "", text = "" } = act;
    const { words, kind, ...others } = { ...first, ...Object.fromEntries((act.fields ?? []).flatMap((field) => (values[field] ? [[field, values[field]]] : []))) };
    try {
      onDone(await link.ask({ case: "officeAct", value: { authority, registrar, what, subject, device, text: words ?? kind ?? text, ...others, passphrase: new TextEncoder().encode(passphrase) } }, "office"));
    } catch (error) {
      setWrong(problem(error));
      setBusy(false);
    }
    setPassphrase("");
  };
  return (
    <form class="report note" onSubmit={send} onKeyDown={(event) => event.key === "Escape" && onEnd()}>
      {act.fields?.map((field, number) => (
        <label key={field} class={field === "kind" ? "fit" : undefined}>
          {say(labels[field])}
          {field === "kind" ? (
            <select value={values["kind"] ?? kinds[0]} onChange={(event) => set(field, event.currentTarget.value)}>
              {kinds.map((kind) => (
                <option key={kind} value={kind}>
                  {say(`words.post.${kind}`)}
                </option>
              ))}
            </select>
          ) : (
            <input required={field !== "text"} ref={begun && number === 0 ? focused : null} placeholder={field === "subject" ? `${authority}/${act.fields?.includes("kind") ? "desk" : "@name"}` : ""} value={values[field] ?? ""} onInput={(event) => set(field, event.currentTarget.value)} />
          )}
        </label>
      ))}
      <label>
        {say(registrar ? "desk.registrar.passphrase" : "desk.office.passphrase")}
        <input type="password" required autocomplete="off" ref={act.fields || !begun ? null : focused} value={passphrase} onInput={(event) => setPassphrase(event.currentTarget.value)} />
      </label>
      <FormEnd wrong={wrong} busy={busy} submit={say(act.label)} onCancel={onEnd} />
    </form>
  );
}
