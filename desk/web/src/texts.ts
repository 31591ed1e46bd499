// Texts in six languages, from the catalogue that all of Valise shares. The language changes without a reload.
import { signal } from "./signal";

export const languages = { en: "English", fr: "Français", es: "Español", ru: "Русский", ar: "العربية", zh: "中文" } as const;
export type Language = keyof typeof languages;

type Text = string | [string, Partial<Record<Intl.LDMLPluralRule, string>>];
const kept = "valise.language";

let texts: Record<string, Text> = {};
let plurals = new Intl.PluralRules("en");
export const language = signal<Language>("en");

const known = (tag: string): tag is Language => tag in languages;

export function preferred(): Language {
  const own = localStorage.getItem(kept);
  if (own && known(own)) return own;
  return navigator.languages.map((tag) => tag.split("-")[0] ?? "").find(known) ?? "en";
}

export async function speak(tag: Language): Promise<void> {
  texts = (await (await fetch(`/texts-${tag}.json`)).json()) as Record<string, Text>;
  plurals = new Intl.PluralRules(tag);
  localStorage.setItem(kept, tag);
  document.documentElement.lang = tag;
  document.documentElement.dir = tag === "ar" ? "rtl" : "ltr";
  language.value = tag;
}

// isolated keeps what a peer wrote from turning the words around it.
export const isolated = (text: string): string => `\u2068${text}\u2069`;

// european digits everywhere, as in docs/design/0023: a reference, a date and a count stand side by side.
// English is the international kind: the day before the month.
export const locale = (): string => `${language.value === "en" ? "en-GB" : language.value}-u-nu-latn`;
const numbers = new Map<string, Intl.NumberFormat>();
export function number(value: number): string {
  let format = numbers.get(locale());
  if (!format) numbers.set(locale(), (format = new Intl.NumberFormat(locale())));
  return format.format(value);
}

// say gives a text with its parameters; a number chooses the plural form.
export function say(id: string, values: Record<string, string | number> = {}): string {
  const text = texts[id];
  if (text === undefined) return id;
  let form: string;
  if (typeof text === "string") form = text;
  else {
    const [name, forms] = text;
    form = forms[plurals.select(Number(values[name] ?? 0))] ?? forms.other ?? id;
  }
  return form.replace(/\{([a-z_0-9]+)\}/g, (_, name: string) => {
    const value = values[name] ?? "";
    return typeof value === "number" ? number(value) : isolated(value);
  });
}

// knows says whether the catalogue has a text, as far as the page carries it.
export const knows = (id: string): boolean => texts[id] !== undefined;

// begunWith gives what follows a prefix in the ids of the texts that have it.
export const begunWith = (prefix: string): string[] => Object.keys(texts).flatMap((id) => (id.startsWith(prefix) ? [id.slice(prefix.length)] : []));

// named gives the text that the catalogue has for a word of the SDK, or what stands for it.
export const named = (prefix: string, word: string, otherwise = word): string => (texts[prefix + word] === undefined ? otherwise : say(prefix + word));
