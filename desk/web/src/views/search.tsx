import { useState } from "preact/hooks";
import type { DeskFound } from "../contract/desk";
import { useLoaded } from "../load";
import { Shown } from "../parts";
import { link } from "../state";
import { say } from "../texts";
import { Row } from "./inbox";

// What was searched for last stays, so that who comes back from a message finds the list again.
let last = { text: "", from: "", since: "" };

export function Search() {
  const [wanted, set] = useState(last);
  const change = (part: Partial<typeof last>) => set((last = { ...wanted, ...part }));
  const since = Date.parse(wanted.since); // NaN while there is no whole date
  const ask = async (): Promise<DeskFound | undefined> => {
    if (!/[\p{L}\p{N}]/u.test(wanted.text)) return undefined;
    return link.ask({ case: "find", value: { text: wanted.text, from: wanted.from.trim(), since: since > 0 ? BigInt(since) : 0n } }, "found");
  };
  const loaded = useLoaded(ask, JSON.stringify(wanted));
  return (
    <>
      <h1>{say("desk.nav.search")}</h1>
      <search class="filters">
        <label class="grow">
          {say("desk.search.words")}
          <input type="search" value={wanted.text} dir={wanted.text ? "auto" : undefined} aria-describedby="search-hint" onInput={(event) => change({ text: event.currentTarget.value })} />
        </label>
        <label>
          {say("desk.search.from")}
          <input dir="ltr" placeholder="ke-odpp" value={wanted.from} onInput={(event) => change({ from: event.currentTarget.value })} />
        </label>
        <label>
          {say("desk.search.since")}
          <input type="date" value={wanted.since} onInput={(event) => change({ since: event.currentTarget.value })} />
        </label>
      </search>
      <p id="search-hint" class="quiet">
        {say("desk.search.hint")}
      </p>
      {wanted.text && <Shown of={loaded}>{(found) => found && <Results found={found} />}</Shown>}
    </>
  );
}

const Results = ({ found }: { found: DeskFound }) => (
  <>
    <p class="quiet" role="status">
      {found.messages.length === 0 ? say("desk.search.none") : say("desk.search.found", { count: found.messages.length })} {found.more && say("desk.search.more")}
    </p>
    <ul class="list">
      {found.messages.map((message) => (
        <Row key={message.id} message={message} />
      ))}
    </ul>
  </>
);
