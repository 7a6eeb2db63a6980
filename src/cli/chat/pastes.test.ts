import { expect, it } from 'vitest';
import { Pastes } from './pastes.js';

const read = (...chunks: string[]) => {
  const pastes = new Pastes();
  return chunks.map((chunk) => pastes.read(chunk)).join('');
};

it('does not change keys', () => {
  expect(read('a', '\r', '\x1b[A', '\x1b', '\x03', 'b\r')).toBe('a\r\x1b[A\x1b\x03b\r');
});

it('joins the lines of a paste, wherever it is split', () => {
  const whole = 'x\x1b[200~one\r\ntwo\x1b[Athree\n\x1b[201~\r';
  const wanted = 'x' + 'one⏎two[Athree⏎' + '\r';
  expect(read(whole)).toBe(wanted);
  for (let at = 1; at < whole.length; at++) {
    if (whole[at - 1] === '\r' || (whole[at - 1] === '\x1b' && whole[at] === '[')) continue;
    expect(read(whole.slice(0, at), whole.slice(at)), String(at)).toBe(wanted);
  }
});

it('joins lines that arrive at once, except for the last line break', () => {
  expect(read('one\rtwo\r')).toBe('one⏎two\r');
  expect(read('one\ntwo')).toBe('one⏎two');
  expect(read('one\r')).toBe('one\r');
});
