import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { codePageOf, decoderFor } from './code-pages.js';

// The driver's own tables, and the code pages of the package that it uses.
const require = createRequire(import.meta.url);
const driver = require('tedious/lib/collation.js') as {
  codepageByLanguageId: Record<number, string>;
  codepageBySortId: Record<number, string>;
};
const iconv = createRequire(require.resolve('tedious'))('iconv-lite') as {
  decode(bytes: Buffer, page: string): string;
};

const collation = (info: number, sort: number) => {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt32LE(info >>> 0);
  bytes[4] = sort;
  return bytes;
};
const NAMES: Readonly<Record<string, string>> = {
  ...{ CP874: 'windows-874', CP932: 'shift_jis', CP936: 'gbk', CP949: 'euc-kr', CP950: 'big5' },
  ...{ CP437: 'cp437', CP850: 'cp850' },
};
const nameOf = (page: string) => NAMES[page] ?? page.replace('CP', 'windows-');

it('the code pages of collations are those that the driver knows', () => {
  for (const [language, page] of Object.entries(driver.codepageByLanguageId)) {
    expect(codePageOf(collation(Number(language), 0)), language).toBe(nameOf(page));
  }
  for (const [sort, page] of Object.entries(driver.codepageBySortId)) {
    expect(codePageOf(collation(0x409, Number(sort))), sort).toBe(nameOf(page));
  }
  expect(codePageOf(collation(0x409 | (1 << 26), 0))).toBe('utf-8');
});

it.each(['cp437', 'cp850', 'windows-1251', 'windows-1252', 'windows-1254'])(
  'text in %s is read as other programs read it',
  (page) => {
    // The bytes that mean nothing in some code pages are left out.
    const bytes = Buffer.from(
      Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => {
        const text = iconv.decode(Buffer.from([byte]), page.replace('windows-', 'cp'));
        return text !== '\ufffd' && !/[\u0080-\u009f]/.test(text);
      }),
    );
    const expected = iconv.decode(bytes, page.replace('windows-', 'cp'));
    expect(decoderFor(page)(bytes)).toBe(expected);
  },
);
