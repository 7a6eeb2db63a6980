/** Filters of searches as text (RFC 4515), in the encoding of the protocol (RFC 4511). */

/** The parts of a BER writer that a filter needs. */
interface Writer {
  startSequence(tag?: number): void;
  endSequence(): void;
  writeBuffer(value: Buffer, tag: number): void;
  writeBoolean(value: boolean, tag?: number): void;
}

export type Filter =
  | { op: 'and' | 'or'; filters: Filter[] }
  | { op: 'not'; filter: Filter }
  | { op: 'present'; attribute: string }
  | { op: '=' | '>=' | '<=' | '~='; attribute: string; value: Buffer }
  | { op: 'substrings'; attribute: string; initial?: Buffer; any: Buffer[]; final?: Buffer }
  | { op: ':='; attribute: string; rule: string; dn: boolean; value: Buffer };

/** The text is not a filter. The message says what is wrong, and where. */
export class FilterProblem extends Error {}

const TAGS = { and: 0xa0, or: 0xa1, '=': 0xa3, '>=': 0xa5, '<=': 0xa6, '~=': 0xa8 } as const;
const OCTETS = 0x04;

/** Writes a filter, as a search request needs it. */
export function writeFilter(writer: Writer, filter: Filter): void {
  const text = (value: string, tag = OCTETS) => writer.writeBuffer(Buffer.from(value), tag);
  const inside = (tag: number | undefined, write: () => void) => {
    writer.startSequence(tag);
    write();
    writer.endSequence();
  };
  switch (filter.op) {
    case 'and':
    case 'or':
      inside(TAGS[filter.op], () => {
        for (const one of filter.filters) writeFilter(writer, one);
      });
      break;
    case 'not':
      inside(0xa2, () => writeFilter(writer, filter.filter));
      break;
    case 'present':
      text(filter.attribute, 0x87);
      break;
    case 'substrings':
      inside(0xa4, () => {
        text(filter.attribute);
        inside(undefined, () => {
          if (filter.initial) writer.writeBuffer(filter.initial, 0x80);
          for (const part of filter.any) writer.writeBuffer(part, 0x81);
          if (filter.final) writer.writeBuffer(filter.final, 0x82);
        });
      });
      break;
    case ':=':
      inside(0xa9, () => {
        if (filter.rule) text(filter.rule, 0x81);
        if (filter.attribute) text(filter.attribute, 0x82);
        writer.writeBuffer(filter.value, 0x83);
        if (filter.dn) writer.writeBoolean(true, 0x84);
      });
      break;
    default:
      inside(TAGS[filter.op], () => {
        text(filter.attribute);
        writer.writeBuffer(filter.value, OCTETS);
      });
  }
}

/** Filters are nested a few levels deep, and a hostile one many thousand. */
const DEEPEST = 100;

/**
 * Reads a filter; the parentheses around all of it may be left out.
 *
 * @throws {FilterProblem} It is not a filter.
 */
export function parseFilter(given: string): Filter {
  const text = given.trim();
  const reader = new FilterReader(text.startsWith('(') ? text : `(${text})`);
  return reader.whole();
}

class FilterReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Filter {
    const filter = this.#filter(0);
    if (this.#at < this.#text.length) throw this.#problem('unexpected text after the filter');
    return filter;
  }

  #filter(depth: number): Filter {
    if (depth > DEEPEST) throw this.#problem('it is nested too deep');
    this.#take('(');
    const filter = this.#content(depth);
    this.#take(')');
    return filter;
  }

  #content(depth: number): Filter {
    const sign = this.#skip();
    if (sign === '&' || sign === '|') {
      this.#at++;
      const filters: Filter[] = [];
      while (this.#skip() === '(') filters.push(this.#filter(depth + 1));
      return { op: sign === '&' ? 'and' : 'or', filters };
    }
    if (sign === '!') {
      this.#at++;
      this.#skip();
      const filter = this.#filter(depth + 1);
      this.#skip();
      return { op: 'not', filter };
    }
    return this.#comparison();
  }

  #comparison(): Filter {
    const end = this.#endOfValue();
    const whole = this.#text.slice(this.#at, end);
    const found = COMPARISON.exec(whole);
    if (!found) throw this.#problem(`"${clip(whole)}" is not a comparison such as uid=ada`);
    const { attribute = '', dn, rule = '', sign } = found.groups!;
    const value = whole.slice(found[0].length);
    this.#at += found[0].length;
    if (sign === ':=') {
      if (!attribute && !rule) throw this.#problem('an attribute or a rule is missing');
      const bytes = this.#bytes(value);
      this.#at = end;
      return { op: ':=', attribute, rule, dn: dn !== undefined, value: bytes };
    }
    if (!attribute || dn !== undefined || rule) throw this.#problem('the attribute is missing');
    const filter = this.#valued(attribute, sign as '=' | '>=' | '<=' | '~=', value);
    this.#at = end;
    return filter;
  }

  #valued(attribute: string, op: '=' | '>=' | '<=' | '~=', value: string): Filter {
    if (op !== '=' || !value.includes('*')) return { op, attribute, value: this.#bytes(value) };
    if (value === '*') return { op: 'present', attribute };
    const parts = value.split('*').map((part) => this.#bytes(part));
    const [initial, final] = [parts.shift()!, parts.pop()!];
    return {
      op: 'substrings',
      attribute,
      ...(initial.length > 0 && { initial }),
      any: parts.filter(({ length }) => length > 0),
      ...(final.length > 0 && { final }),
    };
  }

  /** The end of a value: a parenthesis in it is written `\29`. */
  #endOfValue(): number {
    const end = this.#text.indexOf(')', this.#at);
    if (end < 0) throw this.#problem('a closing parenthesis is missing');
    return end;
  }

  /** A value: `\xx` is a byte. */
  #bytes(value: string): Buffer {
    if (!/[\\(]/.test(value)) return Buffer.from(value);
    const parts: Buffer[] = [];
    let done = 0;
    for (const { index } of value.matchAll(/[\\(]/g)) {
      const hex = value.slice(index + 1, index + 3);
      if (value[index] === '(' || !/^[\da-f]{2}$/i.test(hex)) {
        throw this.#problem(
          `"${clip(value)}" has a ${value[index]} that is not escaped: write \\28 for (, and \\5c for \\`,
        );
      }
      parts.push(Buffer.from(value.slice(done, index)), Buffer.from(hex, 'hex'));
      done = index + 3;
    }
    return Buffer.concat([...parts, Buffer.from(value.slice(done))]);
  }

  /** Skips white space; returns the next character. */
  #skip(): string | undefined {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
    return this.#text[this.#at];
  }

  #take(sign: string): void {
    if (this.#text[this.#at] !== sign) throw this.#problem(`"${sign}" is missing`);
    this.#at++;
  }

  #problem(what: string): FilterProblem {
    return new FilterProblem(`${what} (at character ${this.#at + 1})`);
  }
}

/** An attribute or its OID, with options (`cn;lang-ru`); of an extensible match also `:dn` and a rule. */
const COMPARISON =
  /^(?<attribute>[\w.-]+(?:;[\w-]+)*)?(?<dn>:dn)?(?::(?<rule>[\w.-]+))?\s*(?<sign>:=|>=|<=|~=|=)/i;

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
