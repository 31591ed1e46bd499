// Changes of an authority's record that wait for the registrar: what each changes, field by field, and what can be done with it.
import type { ComponentChildren } from "preact";
import type { DeskChange, DeskProposal } from "./contract/desk";
import { Foreign, languageName, When } from "./parts";
import { named, say } from "./texts";

const labels: Record<string, string> = {
  working_languages: "works_in", request_languages: "requests_in", service_to_contact: "service", accepted_channels: "channels", informal_channels: "informally",
  urgent_procedure: "if_urgent", execution_requirements: "for_execution", links: "link",
};
// "names.fr" is the name in French; a field that people see nowhere else is called as in the file.
function fieldName(field: string): string {
  const [first = "", rest] = field.split(".");
  const label = named("directory.label.", labels[first] ?? first, first);
  return rest ? `${label} (${/^[a-z]{2,3}$/.test(rest) ? languageName(rest) : rest})` : label;
}

const Values = ({ of }: { of: string[] }) => (
  <>
    {of.map((text) => (
      <span key={text} class="value">
        <Foreign text={text} />
      </span>
    ))}
  </>
);

export const Changes = ({ of }: { of: DeskChange[] }) => (
  <div class="scroll" role="group" tabIndex={0} aria-label={say("desk.office.changes")}>
    <table class="changes">
      <thead>
        <tr>
          <th scope="col">{say("desk.office.field")}</th>
          <th scope="col">{say("desk.office.before")}</th>
          <th scope="col">{say("desk.office.after")}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((change) => (
          <tr key={change.field} class={change.concern && "concerns"}>
            <th scope="row">
              {fieldName(change.field)}
              {change.concern && <span class="shut">{named("desk.office.concern.", change.concern)}</span>}
            </th>
            <td>
              <Values of={change.before} />
            </td>
            <td>
              <Values of={change.after} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const marks: Record<string, string> = { open: "shut", done: "open", refused: "closed", void: "closed", withdrawn: "quiet" };

export const Proposal = ({ of, children }: { of: DeskProposal; children?: ComponentChildren }) => (
  <li class="row proposal">
    <p class="line">
      <Foreign class="subject" text={of.authority} />
      <span class={marks[of.state] ?? "quiet"}>{named("desk.office.proposal.", of.state)}</span>
      {of.threshold > 0 && of.state === "open" && <span class="quiet">{say("desk.office.signed", { signatures: of.signatures, threshold: of.threshold })}</span>}
      <code>{of.id.slice(0, 12)}</code> <span class="quiet"><When at={BigInt(Date.parse(of.madeAt) || 0)} /></span>
    </p>
    {of.words && (
      <p>
        <Foreign text={of.words} />
      </p>
    )}
    <Changes of={of.changes} />
    {children}
  </li>
);
