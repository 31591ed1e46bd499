// Search in the directory as one types: by name and id, and by the names of countries in one's own language.
import type { DeskAuthority } from "./contract/desk";
import { languageName } from "./parts";
import { link } from "./state";
import { locale, say } from "./texts";

const plain = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const names = new Map<string, [string, string][]>();
export function countries(): [code: string, name: string][] {
  let list = names.get(locale());
  if (!list) {
    const regions = new Intl.DisplayNames(locale(), { type: "region", fallback: "none" });
    list = letters
      .flatMap((a) => letters.map((b) => a + b))
      .flatMap((code): [string, string][] => {
        const name = regions.of(code);
        const current = new Intl.Locale(`und-${code}`).region === code; // codes of former States give the name of what followed
        return name && current && !/^(EU|EZ|UN|XA|XB|ZZ|QO|AC|CP|CQ|DG|EA|IC|TA)$/.test(code) ? [[code, name]] : [];
      })
      .sort((a, b) => a[1].localeCompare(b[1], locale()));
    names.set(locale(), list);
  }
  return list;
}

export interface Conditions {
  text?: string;
  country?: string;
  mandate?: string;
  network?: string;
  language?: string;
  onDuty?: boolean;
}

// Languages in which authorities work, as far as one chooses by them.
export const spoken = ["ar", "zh", "en", "fr", "ru", "es", "pt", "de", "it", "sw"];

const ask = async (value: Conditions): Promise<DeskAuthority[]> => (await link.ask({ case: "search", value }, "authorities")).authorities;
const wordsOf = (text = ""): string[] => text.trim().split(/\s+/).filter(Boolean);

// understood takes out of a text what is said in words of one's own language: "on duty", a language; and a mandate, such as untoc-18.
function understood(conditions: Conditions): Conditions {
  const out = { ...conditions };
  const words = wordsOf(conditions.text);
  const duty = wordsOf(say("desk.write.on_duty")).map(plain);
  const at = words.findIndex((_, start) => duty.every((word, number) => plain(words[start + number] ?? "") === word));
  if (at >= 0) {
    out.onDuty = true;
    words.splice(at, duty.length);
  }
  const rest = words.filter((given) => {
    const word = plain(given);
    const language = word.length > 2 && !out.language && spoken.find((tag) => plain(languageName(tag)).startsWith(word));
    if (language) out.language = language;
    const mandate = !language && !out.mandate && /^[a-z]+-\d+[a-z]*$/.test(word);
    if (mandate) out.mandate = word;
    return !language && !mandate;
  });
  return { ...out, text: rest.join(" ") };
}

// byText finds by a name, an id, and the name of a country.
async function byText(conditions: Conditions): Promise<DeskAuthority[]> {
  const text = plain((conditions.text ?? "").trim());
  const named = !text || conditions.country ? [] : countries().filter(([code, name]) => plain(name).startsWith(text) || code.toLowerCase() === text);
  const byCountry = named.slice(0, 5).map(([country]) => ask({ ...conditions, text: "", country }));
  return (await Promise.all([...byCountry, ask(conditions)])).flat();
}

// byNetwork takes each word of a text for a network or a convention, and the others for what they are. What is none finds nothing.
async function byNetwork(conditions: Conditions): Promise<DeskAuthority[]> {
  const words = wordsOf(conditions.text);
  const guesses = words.slice(0, 4).flatMap((word) => {
    const others = { ...conditions, text: words.filter((one) => one !== word).join(" ") };
    return [...(conditions.network ? [] : [{ ...others, network: word }]), ...(conditions.mandate ? [] : [{ ...others, mandate: word }])];
  });
  return (await Promise.all(guesses.map((one) => byText(one).catch(() => [])))).flat();
}

// search finds authorities by what a person types, and by conditions that were chosen. Where somebody has to be on duty, the other
// posts are left out.
export async function search(conditions: Conditions): Promise<DeskAuthority[]> {
  const meant = understood(conditions);
  const same = meant.text === wordsOf(conditions.text).join(" ");
  const found = [...(same ? [] : await byText(conditions)), ...(await byText(meant))]; // names hold such words, and of countries they are beginnings
  if (found.length === 0 && meant.text) found.push(...(await byNetwork(meant)));
  const all = [...new Map(found.map((authority) => [authority.id, authority])).values()];
  return meant.onDuty ? all.map((one) => ({ ...one, posts: one.posts.filter((post) => post.onDuty.length > 0) })) : all;
}
