import { describe, expect, it } from 'vitest';
import type { ParamManifest } from '../../catalogue/manifest.js';
import { parseExact } from '../../core/json/parse.js';
import { fillingOf, Template } from './template.js';

const filled = (kind: string, typed: string | string[], row: Record<string, unknown>) =>
  fillingOf({ kind, option: 'x' } as ParamManifest, typed)?.fill(row);

describe('text', () => {
  it('has the values of columns in it; a missing value is nothing', () => {
    expect(new Template('{a} and {b c}{none}!').fill({ a: 'x', 'b c': 1, none: null })).toBe(
      'x and 1!',
    );
  });

  it('that is only a column is its value, with its digits', () => {
    const row = parseExact('{"a":1.10,"b":[1],"c":null}') as Record<string, unknown>;
    expect(String(new Template('{a}').fill(row))).toBe('1.10');
    expect(new Template('{b}').fill(row)).toEqual([1]);
    expect(new Template('{c}').fill(row)).toBeNull();
    expect(new Template('= {a}').fill(row)).toBe('= 1.10');
  });

  it('has braces where they are doubled, and in JSON', () => {
    const template = new Template(`{{a}} {a} {'b':1} { a } {}`);
    expect(template.columns).toEqual(['a']);
    expect(template.fill({ a: 'x' })).toBe(`{a} x {'b':1} { a } {}`);
  });

  it('is never read again: a value with a column in it is a value', () => {
    expect(new Template('{a}{b}').fill({ a: '{b}', b: '{a}' })).toBe('{b}{a}');
  });
});

describe('options', () => {
  it('without columns are not filled', () => {
    expect(
      fillingOf({ kind: 'record', option: 'x' } as ParamManifest, "{'a':'b'}"),
    ).toBeUndefined();
  });

  it('of JSON keep their form, whatever is in the row', () => {
    const row = { a: `"}],'`, n: 5 };
    expect(filled('record', "{'k':'{a}','n':'{n}','s':'n={n}'}", row)).toEqual({
      k: row.a,
      n: 5,
      s: 'n=5',
    });
    expect(filled('list', "[{'role':'user','content':'{a}'}]", row)).toEqual([
      { role: 'user', content: row.a },
    ]);
    expect(() => filled('record', "{'n':{n}}", row)).toThrow(/Put columns in quotes/);
  });

  it('of lists have the value as one item', () => {
    expect(filled('list', '{a}', { a: '[1] x' })).toEqual(['[1] x']);
    expect(filled('list', '{a}', { a: [1, 2] })).toEqual([1, 2]);
    expect(filled('list', ['{a}', 'b'], { a: 'x' })).toEqual(['x', 'b']);
    expect(filled('list', '{a}, {b}', { a: 'x', b: 'y' })).toEqual(['x, y']);
  });
});
