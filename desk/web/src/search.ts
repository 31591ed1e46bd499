// Search in the directory as one types: by name and id, and by the names of countries in one's own language.
import type { DeskAuthority } from "./contract/desk";
import { link } from "./state";
import { locale } from "./texts";

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
        return name && !/^(EU|EZ|UN|XA|XB|ZZ|QO|AC|CP|CQ|DG|EA|IC|TA)$/.test(code) ? [[code, name]] : [];
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

export async function search(conditions: Conditions): Promise<DeskAuthority[]> {
  const ask = async (value: Conditions) => (await link.ask({ case: "search", value }, "authorities")).authorities;
  const text = plain((conditions.text ?? "").trim());
  const named = !text || conditions.country ? [] : countries().filter(([code, name]) => plain(name).startsWith(text) || code.toLowerCase() === text);
  const byCountry = named.slice(0, 5).map(([country]) => ask({ ...conditions, text: "", country }));
  const found = await Promise.all([...byCountry, ask(conditions)]);
  const seen = new Map(found.flat().map((authority) => [authority.id, authority]));
  return [...seen.values()];
}
