// Some 50 MB of MessagePack, both ways, in turns with @msgpack/msgpack.
import { compare, inProcess, row } from './measure.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 5);

const speed = (who, direction) => {
  const { seconds, size } = inProcess('msgpack-client.mjs', who, direction);
  return size / seconds / 2 ** 20;
};

for (const [direction, what] of [
  ['to', 'written'],
  ['from', 'read'],
]) {
  const found = compare(
    ROUNDS,
    () => speed('ours', direction),
    () => speed('other', direction),
  );
  row(`50 MB of MessagePack, ${what} : @msgpack/msgpack`, found, { least: 1 }, 'MiB/s');
}
