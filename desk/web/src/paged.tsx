// A part of a long list, and the way to the others. What is drawn is bounded, however long the list is.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { say } from "./texts";

export interface Part {
  first: number;
  count: number;
  total: number;
}

export const partOf = (first: bigint, count: number, total: bigint): Part => ({ first: Number(first), count, total: Number(total) });

export const Range = ({ of: { first, count, total } }: { of: Part }) => (
  <span class="quiet">{say("desk.part.shown", { first: first + 1, last: first + count, total })}</span>
);

// Paged: the list, with buttons below it where it is not the whole. Who goes on is put at the list's beginning, and hears which part it is.
export function Paged({ label, part, size, onGo, children }: { label: string; part: Part; size: number; onGo: (first: number) => void; children: ComponentChildren }) {
  const list = useRef<HTMLUListElement>(null);
  const went = useRef(false);
  // Together with the new part, lest somebody be between the two.
  useLayoutEffect(() => {
    if (!went.current) return;
    went.current = false;
    list.current?.focus({ preventScroll: true });
    list.current?.scrollIntoView({ block: "start" });
  }, [part.first]);
  const go = (first: number) => {
    went.current = true;
    onGo(Math.max(0, first));
  };
  const end = part.first + part.count;
  const whole = part.first === 0 && end >= part.total;
  return (
    <>
      <ul class="list" ref={list} tabIndex={whole ? undefined : -1} aria-label={whole ? undefined : `${label}: ${say("desk.part.shown", { first: part.first + 1, last: end, total: part.total })}`}>
        {children}
      </ul>
      {!whole && (
        <p class="line pager">
          {part.first > 0 && (
            <button type="button" class="plain" onClick={() => go(part.first - size)}>
              {say("desk.part.previous")} <span class="unseen">{label}</span>
            </button>
          )}
          <Range of={part} />
          {end < part.total && (
            <button type="button" class="plain" onClick={() => go(part.first + size)}>
              {say("desk.part.next")} <span class="unseen">{label}</span>
            </button>
          )}
        </p>
      )}
    </>
  );
}
