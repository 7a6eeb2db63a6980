import { expect, it } from 'vitest';
import { ByteQueue } from './byte-queue.js';

it('returns the bytes in order, however they were added and taken', () => {
  const queue = new ByteQueue();
  let expected = '';
  let found = '';
  for (let at = 0; at < 3000; at++) {
    const piece = `${at},`.repeat(at % 7);
    queue.add(Buffer.from(piece));
    expected += piece;
    if (at % 3 === 0) found += queue.take(at % 50).toString();
  }
  found += queue.take().toString();
  expect(found).toBe(expected);
  expect(queue.length).toBe(0);
  expect(queue.take().length).toBe(0);
});

it('finds a marker across the pieces it arrived in, from a position', () => {
  const queue = new ByteQueue();
  for (const piece of ['ab\r', '\ncd', '\r', '\n']) queue.add(Buffer.from(piece));
  const marker = Buffer.from('\r\n');
  expect(queue.indexOf(marker)).toBe(2);
  expect(queue.indexOf(marker, 3)).toBe(6);
  expect(queue.indexOf(marker, 7)).toBe(-1);
  expect(queue.take(4).toString()).toBe('ab\r\n');
  expect(queue.indexOf(marker)).toBe(2);
  expect(queue.peek(2).toString()).toBe('cd');
  expect(queue.length).toBe(4);
});

it('returns copies: what arrives later changes nothing in them', () => {
  const queue = new ByteQueue();
  queue.add(Buffer.from('first'));
  const taken = queue.take();
  queue.add(Buffer.from('later'));
  expect(taken.toString()).toBe('first');
});
