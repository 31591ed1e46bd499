// Fetching for a view: loading, what came, or what went wrong; again when something changed. A late answer never replaces a newer.
import { useEffect, useRef, useState } from "preact/hooks";
import { changed, problem } from "./state";
import { useSignal } from "./signal";

export type Loaded<T> = { value?: T; problem?: string };

// With another `key` it is another thing, and what was there goes; with another `part` what was there stays until the new has come.
export function useLoaded<T>(fetch: () => Promise<T>, key: string, part = ""): Loaded<T> {
  const turn = useSignal(changed);
  const [loaded, set] = useState<Loaded<T>>({});
  const latest = useRef(0);
  const shown = useRef(key);
  useEffect(() => {
    const mine = ++latest.current;
    if (shown.current !== key) set({});
    shown.current = key;
    fetch().then(
      (value) => mine === latest.current && set({ value }),
      (error: unknown) => mine === latest.current && set((before) => ({ ...before, problem: problem(error) })),
    );
  }, [key, part, turn]);
  return loaded;
}
