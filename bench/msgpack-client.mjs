// Converts some 50 MB of MessagePack once, with OInt or another codec: node msgpack-client.mjs ours|other to|from
import { decode, encode } from '@msgpack/msgpack';
import msgpack from '../dist/services/msgpack.js';

const [who, direction] = process.argv.slice(2);

/** Rows as databases have them; some 50 MB. */
const rows = Array.from({ length: 240_000 }, (_, index) => ({
  id: index,
  name: `Customer number ${index}`,
  email: `customer${index}@example.com`,
  city: ['Москва', 'Paris', 'Berlin'][index % 3],
  score: index / 7,
  active: index % 2 === 0,
  tags: ['a', 'bb', 'ccc'],
  nested: { x: index * 1000, y: -index, z: null },
  description: `Lorem ipsum dolor sit amet, consectetur adipiscing elit ${index}`,
}));
const bytes = Buffer.from(encode(rows));

async function work() {
  if (who === 'other') return direction === 'to' ? encode(rows) : decode(bytes);
  if (direction === 'to') return msgpack.serializeData({ value: rows });
  return msgpack.deserializeData({ data: bytes });
}

// Once to warm up, for both.
await work();
const started = process.hrtime.bigint();
await work();
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
console.log(JSON.stringify({ seconds, size: bytes.length }));
