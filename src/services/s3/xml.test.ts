import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { fromXml, toXml } from './xml.js';

describe('reading XML', () => {
  it('keeps every value as the text it was', async () => {
    const text = `<?xml version="1.0"?>\n<R xmlns="x">\n <A>007</A>\n <B>1e5</B><C>true</C><D>"5d41"</D><E> x </E><F/>\n</R>`;
    expect(await fromXml(text)).toEqual({
      R: { A: '007', B: '1e5', C: 'true', D: '"5d41"', E: ' x ', F: '' },
    });
  });

  it('skips the white space that S3 sends while it works', async () => {
    expect(await fromXml('\n\r\n\r<?xml version="1.0"?><R><A>1</A></R>')).toEqual({
      R: { A: '1' },
    });
  });

  it('decodes entities once', async () => {
    expect(await fromXml('<R><K>a &amp;lt; &quot;&apos;&lt;&#13;&#x1F600;</K></R>')).toEqual({
      R: { K: 'a &lt; "\'<\r😀' },
    });
  });

  it.each([
    ['CDATA', '<R><K><![CDATA[a<b>&amp;c]]></K></R>', { K: 'a<b>&amp;c' }],
    ['prefixes', '<s:R xmlns:s="x"><s:K a="1">v</s:K></s:R>', { K: 'v' }],
    ['attributes', '<R><K xsi:type="t" xmlns:xsi="y"/></R>', { K: '' }],
    ['comments', '<?xml version="1.0"?><!-- a --><R><K>a<!-- x -->b</K></R>\n', { K: 'ab' }],
    ['a line break as a value', '<R>\n<K>\n</K>\n</R>', { K: '\n' }],
    ['entities of entities', '<R><K>&#38;amp;&amp;#38;</K></R>', { K: '&amp;&#38;' }],
  ])('understands %s', async (_, text, expected) => {
    expect(await fromXml(text)).toEqual({ R: expected });
  });

  it('finds what another parser finds', async () => {
    const other = new XMLParser({
      ...{ ignoreAttributes: true, ignoreDeclaration: true, removeNSPrefix: true },
      ...{ parseTagValue: false, trimValues: false, htmlEntities: true },
    });
    const name = fc.constantFrom('A', 'B', 'x:C', 'Key', 'A.b-c');
    const content = fc.constantFrom('a', ' b ', '&amp;', '&#13;', '&#x1F600;', '<!-- c -->', '"');
    const { element } = fc.letrec<{ element: string }>((tie) => ({
      element: fc
        .tuple(
          name,
          fc.constantFrom('', ' a="1"', ' b=">" '),
          fc.oneof(
            fc.array(content).map((parts) => parts.join('')),
            fc.array(tie('element'), { maxLength: 3 }).map((parts) => parts.join('')),
          ),
        )
        .map(([tag, attributes, inner]) => `<${tag}${attributes}>${inner}</${tag}>`),
    }));
    await fc.assert(
      fc.asyncProperty(element, async (text) => {
        expect(await fromXml(text)).toEqual(other.parse(text));
      }),
    );
  });

  it('makes lists of elements that may occur once, often or never', async () => {
    const list = (inner: string) => fromXml(`<ListBucketResult>${inner}</ListBucketResult>`);
    const empty = { ListBucketResult: { Contents: [], CommonPrefixes: [] } };
    expect(await list('')).toEqual(empty);
    expect(await list('<Contents><Key>a</Key></Contents>')).toEqual({
      ListBucketResult: { Contents: [{ Key: 'a' }], CommonPrefixes: [] },
    });
    expect(await fromXml('<Tagging><TagSet/></Tagging>')).toEqual({
      Tagging: { TagSet: { Tag: [] } },
    });
    expect(
      await fromXml('<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>'),
    ).toEqual({
      ListAllMyBucketsResult: { Buckets: { Bucket: [] } },
    });
  });

  it('decodes the names of a list with encoded names', async () => {
    const contents = '<Contents><Key>a%01%0D+b%2Bc%2520</Key><ETag>a%20b</ETag></Contents>';
    expect(
      await fromXml(
        `<ListBucketResult><EncodingType>url</EncodingType>${contents}</ListBucketResult>`,
      ),
    ).toEqual({
      ListBucketResult: {
        Contents: [{ Key: 'a\u0001\r b+c%20', ETag: 'a%20b' }],
        CommonPrefixes: [],
      },
    });
    expect(await fromXml(`<ListBucketResult>${contents}</ListBucketResult>`)).toMatchObject({
      ListBucketResult: { Contents: [{ Key: 'a%01%0D+b%2Bc%2520' }] },
    });
  });

  it('reads a page of a thousand with all their quotes', async () => {
    const one = '<Contents><Key>a&amp;b</Key><ETag>&quot;x&quot;</ETag></Contents>';
    const found = await fromXml(`<ListBucketResult>${one.repeat(1000)}</ListBucketResult>`);
    const { Contents } = found!.ListBucketResult as { Contents: unknown[] };
    expect(Contents).toHaveLength(1000);
    expect(Contents[999]).toEqual({ Key: 'a&b', ETag: '"x"' });
  });

  it.each([
    ['text', 'hello'],
    ['JSON', '{"a":1}'],
    ['cut XML', '<R><A>1</A>'],
    ['crossed XML', '<R><A>1</B></R>'],
    ['a document type', '<!DOCTYPE r [<!ENTITY a "AAAA">]><r>&a;</r>'],
    [
      'a bomb',
      '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>',
    ],
    ['an outside entity', '<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>'],
    ['a name of JavaScript’s own', '<R><__proto__><x>1</x></__proto__></R>'],
  ])('refuses %s', async (_, text) => {
    expect(await fromXml(text)).toBeUndefined();
  });
});

describe('writing XML', () => {
  it('never turns a value into an element', () => {
    const text = toXml('Tagging', [['Key', '</Key><Evil> & "q" \r']]);
    expect(text).toBe(
      '<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Key>&lt;/Key&gt;&lt;Evil&gt; &amp; &quot;q&quot; &#13;</Key></Tagging>',
    );
  });
});
