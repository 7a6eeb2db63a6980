import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { folder } from '../../test/support/folder.js';
import { openDatabase } from '../core/sqlite/database.js';
import type { Message } from '../services/openai/types.js';
import { Conversations } from './conversations.js';

const said = (...texts: string[]): Message[] =>
  texts.map((content, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content }));

async function opened(inside?: string) {
  const kept = await Conversations.open(inside ?? (await folder()));
  onTestFinished(() => kept.close());
  return kept;
}

const about = { model: 'm', usage: { input: 1, output: 2, total: 3 } };

describe('conversations', () => {
  it('are stored completely, and found by ID or its prefix', async () => {
    const inside = await folder();
    const { id } = (await opened(inside)).save({ ...about, messages: said('Hi', 'Hello') });
    const kept = await opened(inside);
    const found = kept.get(id.slice(0, 5));
    expect(found).toMatchObject({ id, title: 'Hi', messages: said('Hi', 'Hello'), ...about });
    expect(kept.last()).toEqual(found);
    expect(kept.get('%')).toBeUndefined();
  });

  it('move to the front when they are continued', async () => {
    const kept = await opened();
    const first = kept.save({ ...about, messages: said('one') });
    const second = kept.save({ ...about, messages: said('two') });
    kept.save({ ...about, messages: said('one', 'more', 'and more') }, first);
    expect(kept.list(9).map(({ id, count }) => [id, count])).toEqual([
      [first.id, 3],
      [second.id, 1],
    ]);
    expect(kept.list(1)).toHaveLength(1);
  });

  it('that two processes continue at once are both kept', async () => {
    const inside = await folder();
    const [one, other] = [await opened(inside), await opened(inside)];
    const first = one.save({ ...about, messages: said('a') });
    const mine = one.save({ ...about, messages: said('a', 'b', 'mine') }, first);
    const theirs = other.save({ ...about, messages: said('a', 'b', 'theirs') }, first);
    expect(mine.id).toBe(first.id);
    expect(one.get(mine.id)?.messages.at(-1)?.content).toBe('mine');
    expect(one.get(theirs.id)?.messages.at(-1)?.content).toBe('theirs');
  });

  it('are searched by words, whatever characters are in them', async () => {
    const kept = await opened();
    kept.save({ ...about, messages: said('Where is the "blue" alpaca?') });
    kept.save({ ...about, messages: said('alpaca', 'red') });
    expect(kept.search('blue ALPACA', 9).map(({ title }) => title)).toEqual([
      'Where is the "blue" alpaca?',
    ]);
    expect(kept.search('alpaca', 9)).toHaveLength(2);
    for (const words of [
      '"',
      'NEAR(',
      'a OR',
      '*',
      '-blue',
      "'; DROP TABLE conversations; --",
      ' ',
    ]) {
      expect(() => kept.search(words, 9), words).not.toThrow();
    }
    expect(kept.list(9)).toHaveLength(2);
  });

  it.each([
    ['東京タワーに行きたい', '東京'],
    ['東京タワーに行きたい', 'タワー'],
    ['東京タワーに行きたい', 'ﾀﾜｰ'],
    ['ฉันอยากไปกรุงเทพ', 'กรุงเทพ'],
    ['서울에 가고 싶다', '서울'],
    ['Well done 👍🏽!', '👍'],
    ['I ❤️ it', '❤'],
    ['Café Zürich, smørrebrød', 'cafe SMORREBROD'],
    ['ЁЛКА', 'елка'],
    ['Ελληνικά', 'ελληνικα'],
    ['100% "sure" __', '% "s _'],
  ])('%s is found by %s', async (question, words) => {
    const kept = await opened();
    kept.save({ ...about, messages: said('something else') });
    kept.save({ ...about, messages: said(`before\n${question}`) });
    expect(kept.search(words, 9)).toMatchObject([{ title: `before ${question}`, found: question }]);
    expect(kept.search(`${words} nowhere`, 9)).toEqual([]);
  });

  it('show the text around what was found', async () => {
    const kept = await opened();
    kept.save({ ...about, messages: said(`${'é '.repeat(500)}needle${' é'.repeat(500)}`) });
    const [found] = kept.search('need', 9);
    expect(found?.found).toMatch(/^….*needle.*…$/);
    expect(found!.found.length).toBeLessThan(120);
  });

  it('are found in a moment among many', async () => {
    const kept = await opened();
    const text = 'lorem ipsum dolor sit amet '.repeat(400);
    for (let n = 0; n < 300; n++) kept.save({ ...about, messages: said(`${text}${n}`) });
    expect(kept.search('zz', 20)).toEqual([]);
    expect(kept.search('nothing', 20)).toEqual([]);
    expect(kept.search('299', 20)).toHaveLength(1);
  });

  it('of an earlier version are taken over', async () => {
    const inside = await folder();
    const old = await openDatabase(join(inside, 'conversations.db'));
    old.exec(`
      CREATE TABLE conversations (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
        started TEXT NOT NULL, changed TEXT NOT NULL, model TEXT NOT NULL, title TEXT NOT NULL,
        messages TEXT NOT NULL, count INTEGER NOT NULL, usage TEXT);
      CREATE VIRTUAL TABLE conversation_texts USING fts5 (text, tokenize = 'unicode61');
      INSERT INTO conversations VALUES (1, 'abc', '2026-01-01T00:00:00.000Z',
        '2026-01-01T00:00:00.000Z', 'm', '東京タワー', '[{"role":"user","content":"東京タワー"}]', 1, NULL);
    `);
    old.close();
    const [first, second] = await Promise.all([opened(inside), opened(inside)]);
    expect(first.search('東京', 9)).toMatchObject([{ id: 'abc', interrupted: false }]);
    second.save({ ...about, messages: said('東京'), interrupted: true }, second.get('abc'));
    expect(first.get('abc')).toMatchObject({ interrupted: true });
  });

  it('are deleted with all their words', async () => {
    const kept = await opened();
    const { id } = kept.save({ ...about, messages: said('alpaca') });
    expect(kept.delete(id)).toBe(1);
    expect(kept.delete(id)).toBe(0);
    expect(kept.search('alpaca', 9)).toEqual([]);
    kept.save({ ...about, messages: said('alpaca') });
    expect(kept.deleteAll()).toBe(1);
    expect(kept.last()).toBeUndefined();
  });

  it('can only be read by their owner', async () => {
    const inside = await folder();
    (await opened(inside)).save({ ...about, messages: said('Hi') });
    const { mode } = await stat(join(inside, 'conversations.db'));
    expect(mode & 0o077).toBe(0);
  });
});
