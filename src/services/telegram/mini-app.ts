import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MiniAppData } from './types.js';

/** The fields of a query, and whether they are signed with the bot's token. */
export function readMiniAppData(query: string, token: string): MiniAppData {
  const fields = [...new URLSearchParams(query)];
  const hash = fields.find(([name]) => name === 'hash')?.[1] ?? '';
  const signed = fields.filter(([name]) => name !== 'hash');
  const lines = signed.map(([name, value]) => `${name}=${value}`);
  const key = createHmac('sha256', 'WebAppData').update(token).digest();
  const wanted = createHmac('sha256', key).update(lines.sort(byCode).join('\n')).digest();
  return { ...Object.fromEntries(signed), passed: isSame(wanted, hash) };
}

/** Sorts by code units, as the signature requires, not by language. */
function byCode(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Compares in constant time. */
function isSame(wanted: Buffer, hash: string): boolean {
  return /^[0-9a-f]{64}$/i.test(hash) && timingSafeEqual(wanted, Buffer.from(hash, 'hex'));
}
