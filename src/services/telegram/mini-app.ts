import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MiniAppData } from './types.js';

/** The fields of a query, and whether the bot's token has signed them. */
export function readMiniAppData(query: string, token: string): MiniAppData {
  const fields = [...new URLSearchParams(query)];
  const hash = fields.find(([name]) => name === 'hash')?.[1] ?? '';
  const signed = fields.filter(([name]) => name !== 'hash');
  const lines = signed.map(([name, value]) => `${name}=${value}`);
  const key = createHmac('sha256', 'WebAppData').update(token).digest();
  const wanted = createHmac('sha256', key).update(lines.sort(byCode).join('\n')).digest();
  return { ...Object.fromEntries(signed), passed: isSame(wanted, hash) };
}

/** Not by the language: the signature goes by the codes of the letters. */
function byCode(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** In a time that tells nothing of where the two differ. */
function isSame(wanted: Buffer, hash: string): boolean {
  return /^[0-9a-f]{64}$/i.test(hash) && timingSafeEqual(wanted, Buffer.from(hash, 'hex'));
}
