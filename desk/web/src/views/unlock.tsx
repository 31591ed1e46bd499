import { useRef, useState } from "preact/hooks";
import { Problem, Spoken } from "../parts";
import { link, lockedByTime, phase, problem, refreshStatus } from "../state";
import { useSignal } from "../signal";
import { say } from "../texts";

export function Unlock() {
  const field = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const byTime = useSignal(lockedByTime);
  const unlock = async (event: Event) => {
    event.preventDefault();
    const input = field.current;
    if (!input || busy) return;
    const passphrase = new TextEncoder().encode(input.value);
    input.value = "";
    setBusy(true);
    setWrong("");
    try {
      await link.ask({ case: "unlock", value: { passphrase } }, "done");
      phase.value = "open";
      await refreshStatus();
    } catch (error) {
      setWrong(problem(error));
      setBusy(false);
      input.focus();
    } finally {
      passphrase.fill(0);
    }
  };
  return (
    <form class="card" onSubmit={unlock}>
      <h1>{say("desk.unlock")}</h1>
      {byTime && <p class="note">{say("desk.locked_idle")}</p>}
      <p class="quiet">{say("desk.unlock.why")}</p>
      <label>
        {say("desk.passphrase")}
        <input ref={field} type="password" autocomplete="off" required autofocus dir="ltr" />
      </label>
      <Problem text={wrong} />
      <button type="submit" class="main" disabled={busy}>
        {say(busy ? "desk.unlocking" : "desk.unlock")}
      </button>
    </form>
  );
}

export const Refused = () => (
  <div class="card">
    <h1>{say("desk.refused")}</h1>
    <p>
      <Spoken text={say("desk.refused.how")} />
    </p>
  </div>
);
