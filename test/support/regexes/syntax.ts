/** A regular expression as a tree: alternatives of terms. */
export type Alternatives = readonly (readonly Term[])[];

export interface Term {
  /** What it matches: one of these characters (`a`, `\d`, `[^>]`), a group, or nothing (`^`, `\b`). */
  of: { characters: string } | { group: Alternatives } | { check: Alternatives };
  least: number;
  most: number;
}

/** Parses a valid pattern. */
export function parsePattern(pattern: string): Alternatives {
  const reader = new Reader(pattern);
  return reader.alternatives();
}

const QUANTIFIER = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/;
/** A complete escape: `\p{L}`, `\u{1f600}`, `\x0a`, `\k<name>`, `\d`. */
const ESCAPE = /^\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|k<[^>]*>|c\w|[\s\S])/;
const CLASS = /^\[(?:\\[\s\S]|[^\]\\])*\]/;
const GROUP = /^\((?:\?(?:[:=!]|<[=!]|<[^>]+>))?/;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  alternatives(): Alternatives {
    const all: Term[][] = [[]];
    for (;;) {
      const next = this.#text[this.#at];
      if (next === undefined || next === ')') return all;
      if (next === '|') {
        this.#at++;
        all.push([]);
      } else {
        all.at(-1)!.push(this.#term());
      }
    }
  }

  #term(): Term {
    const of = this.#atom();
    const [whole, sign, least, comma, most] = QUANTIFIER.exec(this.#rest()) ?? [];
    if (whole === undefined) return { of, least: 1, most: 1 };
    this.#at += whole.length;
    if (sign) return { of, least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Infinity };
    return { of, least: Number(least), most: comma ? Number(most || Infinity) : Number(least) };
  }

  #atom(): Term['of'] {
    const rest = this.#rest();
    const [group] = GROUP.exec(rest) ?? [];
    if (group !== undefined) {
      this.#at += group.length;
      const inner = this.alternatives();
      this.#at++;
      return /[=!]$/.test(group) ? { check: inner } : { group: inner };
    }
    const [raw] = ESCAPE.exec(rest) ?? CLASS.exec(rest) ?? /^[\s\S]/u.exec(rest) ?? [];
    this.#at += raw!.length;
    const isCheck = raw === '^' || raw === '$' || /^\\(?:[bB]|[1-9]|k<)/.test(raw!);
    return isCheck ? { check: [] } : { characters: raw! };
  }

  #rest(): string {
    return this.#text.slice(this.#at);
  }
}
