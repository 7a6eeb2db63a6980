const REFERRALS = 0xa3;
const OCTETS = 0x04;

/** A value in BER: its tag, and where its content is. */
interface Value {
  tag: number;
  start: number;
  end: number;
}

function valueAt(bytes: Buffer, at: number): Value | undefined {
  const [tag, first = 0x80] = bytes.subarray(at, at + 2);
  const count = first < 0x80 ? 0 : first & 0x7f;
  const head = at + 2 + count;
  if (tag === undefined || count > 4 || head > bytes.length) return undefined;
  const length = count === 0 ? first : bytes.readUIntBE(at + 2, count);
  const end = head + length;
  return first === 0x80 || end > bytes.length ? undefined : { tag, start: head, end };
}

function* valuesIn(bytes: Buffer, { start, end }: Value): Generator<Value> {
  for (let at = start; at < end; ) {
    const value = valueAt(bytes, at);
    if (!value) return;
    yield value;
    at = value.end;
  }
}

/**
 * The URLs in a result that refers to other servers, which the driver does not read: the message is a
 * sequence of ID and operation, and the operation has its code, two texts and then the URLs.
 */
export function referralsIn(message: Buffer): string[] {
  const whole = valueAt(message, 0);
  const [, operation] = whole ? [...valuesIn(message, whole)] : [];
  if (!operation) return [];
  const list = [...valuesIn(message, operation)].find(({ tag }) => tag === REFERRALS);
  if (!list) return [];
  return [...valuesIn(message, list)]
    .filter(({ tag }) => tag === OCTETS)
    .map(({ start, end }) => message.toString('utf8', start, end));
}
