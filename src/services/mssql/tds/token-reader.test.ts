import { once } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnMetadata, typeIn } from '../testing/columns.js';
import * as tokens from '../testing/tokens.js';
import { compactRow, row, type Stored } from '../testing/values.js';
import { TokenReader } from './token-reader.js';

/** What the reader tells about a response that arrives in these pieces. */
async function told(pieces: readonly Buffer[]): Promise<[name: string, token: unknown][]> {
  const found: [string, unknown][] = [];
  const handler = new Proxy(
    {},
    { get: (_, name: string) => (token: unknown) => void found.push([name, token]) },
  );
  async function* message() {
    yield* pieces;
  }
  await new Promise<void>((resolve, reject) => {
    void once(new TokenReader(message(), handler, reject), 'end').then(() => resolve());
  });
  return found;
}

/** Bytes in pieces of these sizes. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (let index = 0; at < bytes.length; index++) {
    const size = sizes[index % sizes.length]!;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

const TYPES = [
  ...['int', 'bigint', 'bit', 'float', 'real', 'decimal(38,6)', 'money', 'date', 'time(3)'],
  ...['datetime2(7)', 'datetimeoffset(2)', 'datetime', 'smalldatetime', 'uniqueidentifier'],
  ...['nvarchar(50)', 'nvarchar(max)', 'varchar(max)', 'varbinary(max)', 'varbinary(9)', 'xml'],
].map(typeIn);

const VALUES: Stored[] = [
  ...[
    -5n,
    9223372036854775807n,
    1n,
    0.5,
    0.25,
    '-12345.678901',
    '-0.0001',
    '2026-03-25',
    '01:02:03.004',
  ],
  ...['2026-03-25T18:10:17.1234567', '2026-03-25T18:10:17.12+03:00', '2026-03-25T18:10:17.123'],
  ...['2026-03-25T18:10:00', '7A0611C8-BBF7-48B8-9FD0-5A0BC1327B36', 'Ünï', 'long '.repeat(4000)],
  ...['x'.repeat(9000), Buffer.alloc(9000, 7), Buffer.from([1, 2]), '<a/>'],
];

const READ = VALUES.map((value) => (value === -5n ? -5 : value === 1n ? true : value));
READ[1] = '9223372036854775807';

describe('a response', () => {
  const columns = TYPES.map((type, at) => ({ name: `c${at}`, type }));
  const nulls = VALUES.map(() => null);
  const mixed = VALUES.map((value, at) => (at % 3 === 0 ? null : value));
  const bytes = Buffer.concat([
    tokens.said({ number: 0, text: 'hello', severity: 0 }),
    columnMetadata(columns),
    row(TYPES, VALUES),
    compactRow(TYPES, mixed),
    row(TYPES, nulls),
    tokens.done(tokens.DONE.count, 3n),
  ]);
  const expected = [
    ['onRow', { columns: READ }],
    ['onRow', { columns: READ.map((value, at) => (at % 3 === 0 ? null : value)) }],
    ['onRow', { columns: nulls }],
  ];

  it('is the same in whatever pieces it arrives', async () => {
    const whole = await told([bytes]);
    expect(whole.slice(2, 5)).toEqual(expected);
    expect(whole[0]).toMatchObject(['onInfoMessage', { message: 'hello' }]);
    expect(whole[5]).toMatchObject(['onDone', { rowCount: 3 }]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 9 }),
        async (sizes) => {
          expect(await told(cut(bytes, sizes))).toEqual(whole);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('that is damaged is read or refused, and never waits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: 2000 }), fc.nat({ max: 255 })), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.nat({ max: 2000 }),
        async (changes, end) => {
          const damaged = Buffer.from(bytes.subarray(0, bytes.length - end));
          for (const [at, value] of changes) damaged[at] = value;
          await told([damaged]).catch((error: unknown) => expect(error).toBeInstanceOf(Error));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('of any bytes is read or refused', async () => {
    const kinds = fc.constantFrom(0x81, 0xd1, 0xd2, 0xfd, 0xfe, 0xff, 0xaa, 0xab, 0xe3, 0xac, 0xa9);
    await fc.assert(
      fc.asyncProperty(kinds, fc.uint8Array({ maxLength: 200 }), async (kind, rest) => {
        await told([Buffer.from([kind, ...rest])]).catch((error: unknown) =>
          expect(error).toBeInstanceOf(Error),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('with a value that is too large is refused before it arrives', async () => {
    const head = Buffer.concat([columnMetadata([{ name: 'c', type: typeIn('nvarchar(max)') }])]);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(2n ** 40n);
    await expect(told([head, Buffer.from([0xd1]), length])).rejects.toThrow(/at most 536870912/);
  });
});
