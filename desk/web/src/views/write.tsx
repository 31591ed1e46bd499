import { Composer } from "../composer";
import { useDraft } from "../drafts";
import { Counterparts, Recipients } from "../recipients";
import { say } from "../texts";

export function Write() {
  const [draft] = useDraft("new");
  return (
    <div class="write">
      <div>
        <h1>{say("desk.nav.write")}</h1>
        <Composer
          name="new"
          head={(draft, change) => (
            <>
              <Recipients to={draft.to} onChange={(to) => change({ to })} />
              <label>
                {say("desk.write.subject")}
                <input required value={draft.subject} dir={draft.subject ? "auto" : undefined} onInput={(event) => change({ subject: event.currentTarget.value })} />
              </label>
            </>
          )}
        />
      </div>
      <Counterparts to={draft.to} />
    </div>
  );
}
