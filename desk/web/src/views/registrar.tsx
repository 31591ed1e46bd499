// What a registrar does at the desk: reviews what authorities propose, and signs or refuses. The key is opened for each act.
import { useState } from "preact/hooks";
import { DeskOfficeAct_What as What, type DeskOfficeState } from "../contract/desk";
import { Proposal } from "../proposals";
import { say } from "../texts";
import { Sign, useAct, type Act } from "./sign";

export function Registrar() {
  const [told, setTold] = useState<DeskOfficeState | undefined>();
  const signing = useAct("registrar");
  const { act } = signing;
  const here = (what: What, subject = "") => act?.what === what && (act.subject ?? "") === subject;
  const slot = (what: What, subject = "") => here(what, subject) && act && <Sign key={what + subject} act={act} begun={signing.begun} words={signing.words} onWords={signing.write} registrar onEnd={signing.end} onDone={(answer) => (setTold(answer), signing.end())} />;
  const look = { what: What.PROPOSALS, label: "desk.office.look_proposals" };
  return (
    <>
      <h1>{say("desk.nav.registrar")}</h1>
      <p class="quiet">{say("desk.registrar.why")}</p>
      <p>
        <button type="button" class={told ? "plain" : "main"} onClick={() => signing.begin(look)}>
          {say(look.label)} …
        </button>
      </p>
      {slot(What.PROPOSALS)}
      {told && told.proposals.length === 0 && (
        <p class="empty" role="status">
          {say("desk.office.no_proposals")}
        </p>
      )}
      <ul class="list">
        {told?.proposals.map((one) => {
          const accept = { what: What.ACCEPT, label: "desk.registrar.accept", subject: one.id };
          const refuse: Act = { what: What.REFUSE, label: "desk.registrar.refuse", subject: one.id, fields: ["words"] };
          return (
            <Proposal key={one.id} of={one}>
              {one.state === "open" && (
                <p class="line">
                  <button type="button" class="main" onClick={() => signing.begin(accept)}>
                    {say(accept.label)} … <span class="unseen">{one.authority}</span>
                  </button>
                  <button type="button" class="plain" onClick={() => signing.begin(refuse)}>
                    {say(refuse.label)} … <span class="unseen">{one.authority}</span>
                  </button>
                </p>
              )}
              {slot(What.ACCEPT, one.id)}
              {slot(What.REFUSE, one.id)}
            </Proposal>
          );
        })}
      </ul>
    </>
  );
}
