import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateAtomFeed, generateRssFeed, parseAtomFeed, parseRssFeed } from 'feedsmith';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { pythonWith, runPython } from '../../../test/support/python.js';
import { InputError } from '../../core/errors/errors.js';
import { readFeedDate } from './dates.js';
import rss from './index.js';

const ITEMS = [
  {
    title: 'Tom & Jerry <b>007</b>',
    description: '<p>Line 1\r\nLine 2 &amp; more</p>',
    link: 'https://example.com/1?a=1&b=2',
    pubDate: '2026-03-25T21:01:58+03:00',
    author: 'ada@example.com',
    guid: '1e3',
  },
  { title: '007', pubDate: new Date('2026-01-01T00:00:00Z') },
];

const channel = { name: 'Новости "дня"', descr: ']]> & <', link: 'https://example.com' };
const date = new Date('2026-03-25T18:01:59Z');

const ENTRIES = [
  {
    title: 'Tom & Jerry',
    id: 'tag:example.com,2026:1',
    link: 'https://example.com/1?a=1&b=2',
    updated: '2026-03-25T18:01:58.5Z',
    summary: 'a < b',
    content: '<p>HTML &amp; more</p>',
    author: 'Ada',
    published: '2026-01-01',
  },
  { title: '007', id: 'tag:example.com,2026:2' },
];
const feed = { name: 'Новости', link: 'https://example.com', id: 'tag:example.com,2026:feed' };

const python = pythonWith('feedparser');
const noPython = python ? '' : ' (skipped: python3-feedparser is not installed)';

function parsedByPython(xml: string) {
  const program = `
import feedparser, json, sys
feed = feedparser.parse(sys.stdin.buffer.read(), sanitize_html=False)
assert not feed.bozo, feed.bozo_exception
print(json.dumps({'version': feed.version, 'feed': dict(feed.feed), 'entries': feed.entries}, default=str))`;
  return JSON.parse(runPython(python!, program, xml).toString());
}

describe('RSS', () => {
  it('comes back as it was written', async () => {
    const xml = await rss.createFeedRSS({ ...channel, items: ITEMS, date });
    expect(await rss.parseFeedRSS({ xml })).toEqual({
      title: channel.name,
      description: channel.descr,
      link: channel.link,
      lastBuildDate: 'Wed, 25 Mar 2026 18:01:59 +0000',
      items: [
        {
          ...ITEMS[0],
          pubDate: 'Wed, 25 Mar 2026 18:01:58 +0000',
          date: '2026-03-25T18:01:58.000Z',
        },
        {
          title: '007',
          pubDate: 'Thu, 01 Jan 2026 00:00:00 +0000',
          date: '2026-01-01T00:00:00.000Z',
        },
      ],
    });
  });

  it('is read by feedsmith, and the reverse', async () => {
    const xml = await rss.createFeedRSS({ ...channel, items: ITEMS, date });
    const other = parseRssFeed(xml);
    expect(other.title).toBe(channel.name);
    expect(other.items?.[0]).toMatchObject({ title: ITEMS[0]!.title, guid: { value: '1e3' } });
    const made = generateRssFeed({
      title: 'T',
      link: 'https://example.com',
      description: 'D & <',
      items: [
        {
          title: 'a & b',
          description: '<p>x</p>',
          categories: [{ name: 'c' }],
          content: { encoded: '<b>y</b>' },
          enclosures: [{ url: 'https://example.com/a.mp3', length: 12, type: 'audio/mpeg' }],
        },
      ],
    });
    expect(await rss.parseFeedRSS({ xml: made })).toEqual({
      title: 'T',
      link: 'https://example.com',
      description: 'D & <',
      items: [
        {
          title: 'a & b',
          description: '<p>x</p>',
          content: '<b>y</b>',
          categories: ['c'],
          enclosures: [{ url: 'https://example.com/a.mp3', length: '12', type: 'audio/mpeg' }],
        },
      ],
    });
  });

  it.skipIf(!python)(`is read by Python's feedparser${noPython}`, async () => {
    const found = parsedByPython(await rss.createFeedRSS({ ...channel, items: ITEMS, date }));
    expect(found).toMatchObject({
      version: 'rss20',
      feed: { title: channel.name, updated: 'Wed, 25 Mar 2026 18:01:59 +0000' },
      entries: [
        {
          title: ITEMS[0]!.title,
          summary: '<p>Line 1\r\nLine 2 &amp; more</p>',
          id: '1e3',
          link: ITEMS[0]!.link,
        },
        { title: '007' },
      ],
    });
  });

  it.each([
    [
      'version 1.0, with items beside the channel',
      `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>T</title></channel><item><title>A</title><dc:creator>Ada</dc:creator><dc:date>2026-01-31T18:30:00+03:00</dc:date></item></rdf:RDF>`,
      {
        title: 'T',
        items: [
          {
            title: 'A',
            author: 'Ada',
            pubDate: '2026-01-31T18:30:00+03:00',
            date: '2026-01-31T15:30:00.000Z',
          },
        ],
      },
    ],
    [
      'version 0.91, with a document type',
      `<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://x/rss.dtd" [<!ENTITY a "b">]><rss version="0.91"><channel><title>T &a; &nbsp;x</title></channel></rss>`,
      { title: 'T &a; \u00a0x', items: [] },
    ],
    [
      'a bare & and wrong end tags',
      `<rss><channel><title>A & B &copy; &#8364;</title></b><item><title>1<i>2</title><link>https://x/?a&b</link></item></channel></rss>`,
      { title: 'A & B © €', items: [{ title: '12', link: 'https://x/?a&b' }] },
    ],
    [
      'CDATA, comments and other namespaces',
      `<rss xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><itunes:title>No</itunes:title><title> <![CDATA[<T> & ]]><!-- x -->more</title><item><guid isPermaLink="true">007</guid><content:encoded><![CDATA[<p>x</p>]]></content:encoded></item></channel></rss>`,
      { title: '<T> & more', items: [{ guid: '007', content: '<p>x</p>' }] },
    ],
    [
      'a feed that is cut off',
      '<rss><channel><title>T</title><item><title>1</title></item><item><title>2',
      { title: 'T', items: [{ title: '1' }, { title: '2' }], truncated: true },
    ],
    ['an empty channel', '<rss><channel/></rss>', { items: [] }],
  ])('of %s', async (_, xml, expected) => {
    expect(await rss.parseFeedRSS({ xml })).toEqual(expected);
  });

  it.each([
    ['windows-1251', Buffer.from('cff0e8e2e5f2', 'hex')],
    ['koi8-r', Buffer.from('f0d2c9d7c5d4', 'hex')],
    ['utf-8', Buffer.from('Привет')],
  ])('in the encoding %s', async (encoding, title) => {
    const start = `<?xml version='1.0' encoding='${encoding}'?><rss><channel><title>`;
    const xml = Buffer.concat([Buffer.from(start), title, Buffer.from('</title></channel></rss>')]);
    expect((await rss.parseFeedRSS({ xml })).title).toBe('Привет');
  });

  it('in UTF-16 with and without its mark, and by a mark that contradicts the declaration', async () => {
    const text = `<?xml version="1.0" encoding="utf-16"?><rss><channel><title>Привет</title></channel></rss>`;
    const little = Buffer.from(text, 'utf16le');
    const marked = Buffer.concat([Buffer.from([0xff, 0xfe]), little]);
    const big = Buffer.from(marked).swap16();
    const utf8 = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]);
    for (const xml of [little, marked, big, utf8, Buffer.from(text)]) {
      expect((await rss.parseFeedRSS({ xml })).title).toBe('Привет');
    }
  });

  it('is read from a file if a user names it, and from none that a program did not mean', async () => {
    const path = join(await folder(), 'feed.xml');
    await writeFile(path, '<rss><channel><title>T</title></channel></rss>');
    const { definition } = rss.parseFeedRSS;
    const sources = { variable: () => undefined, stdin: () => process.stdin };
    for (const xml of [path, `@${path}`]) {
      expect(await definition.invoke({ xml }, { sources })).toEqual({ title: 'T', items: [] });
    }
    const typed = '<rss>\\n<channel><title>a</title></channel></rss>';
    expect(await definition.invoke({ xml: typed }, { sources })).toEqual({ title: 'a', items: [] });
    await failure(rss.parseFeedRSS({ xml: path }), InputError);
  });

  it.each([
    ['<html><body></body></html>', 'xml is not an RSS feed: its root is <html>'],
    [
      '<feed xmlns="http://www.w3.org/2005/Atom"/>',
      'xml is an Atom feed, not RSS\nUse ParseFeedAtom.',
    ],
    ['<!-- -->', 'xml is not the XML of a feed: it has no element'],
    ['<a>'.repeat(300), 'xml is not the XML of a feed: it is nested deeper than 200 levels'],
    ['no XML', 'xml is not XML'],
    [
      Buffer.from('<?xml version="1.0" encoding="nothing"?><rss/>'),
      'its encoding "nothing" is not known',
    ],
    [Buffer.from('3c7273733ec3283c2f7273733e', 'hex'), 'it is not valid UTF-8'],
  ])('%s is refused', async (xml, message) => {
    const error = await failure(rss.parseFeedRSS({ xml }), InputError);
    expect(error.message).toContain(message);
  });

  it.each([
    [{ link: 'x' }, 'items[0] needs a title or a description'],
    [{ title: 'a\u0008' }, 'items[0].title contains U+0008, which XML does not allow'],
    [{ title: '\ud800' }, 'items[0].title contains U+D800'],
    [{ title: 'a', pubDate: '3/25/2026' }, 'items[0].pubDate must be a date'],
    [{ title: 'a', titel: 'b' }, 'items[0]: unknown field "titel"'],
    [{ title: ['a'] }, 'items[0].title must be a string'],
  ])('an item like %j is refused', async (item, message) => {
    const error = await failure(rss.createFeedRSS({ ...channel, items: [item] }), InputError);
    expect(error.message).toContain(message);
  });
});

describe('Atom', () => {
  it('comes back as it was written', async () => {
    const xml = await rss.createFeedAtom({ ...feed, items: ENTRIES, date });
    expect(await rss.parseFeedAtom({ xml })).toEqual({
      title: feed.name,
      id: feed.id,
      link: feed.link,
      updated: '2026-03-25T18:01:59Z',
      author: 'Новости',
      entries: [
        { ...ENTRIES[0], updated: '2026-03-25T18:01:58.500Z', published: '2026-01-01T00:00:00Z' },
        { ...ENTRIES[1], updated: '2026-03-25T18:01:59Z' },
      ],
    });
  });

  it('is read by feedsmith, and the reverse', async () => {
    const other = parseAtomFeed(await rss.createFeedAtom({ ...feed, items: ENTRIES, date }));
    expect(other.id).toBe(feed.id);
    const made = generateAtomFeed({
      id: 'i',
      title: { value: 'T' },
      updated: new Date(0),
      entries: [
        {
          id: 'e',
          title: { value: 'a < b' },
          updated: new Date(0),
          content: { value: '<p>x</p>', type: 'html' },
          links: [{ href: 'https://example.com' }],
          authors: [{ name: 'Ada' }, { name: 'Alan' }],
        },
      ],
    });
    expect(await rss.parseFeedAtom({ xml: made })).toMatchObject({
      id: 'i',
      entries: [
        {
          id: 'e',
          title: 'a < b',
          content: '<p>x</p>',
          link: 'https://example.com',
          author: 'Ada, Alan',
        },
      ],
    });
  });

  it.skipIf(!python)(`is read by Python's feedparser${noPython}`, async () => {
    const found = parsedByPython(await rss.createFeedAtom({ ...feed, items: ENTRIES, date }));
    expect(found).toMatchObject({
      version: 'atom10',
      feed: { title: feed.name, id: feed.id, link: 'https://example.com' },
      entries: [
        {
          title: 'Tom & Jerry',
          summary: 'a < b',
          content: [{ type: 'text/html', value: ENTRIES[0]!.content }],
          author: 'Ada',
        },
        { title: '007' },
      ],
    });
  });

  it('may have XHTML, several links and content elsewhere', async () => {
    const xml = `<a:feed xmlns:a="http://www.w3.org/2005/Atom" xmlns:x="http://www.w3.org/1999/xhtml">
      <a:link rel="self" href="self"/><a:link href="page"/>
      <a:title type="xhtml"><x:div>A <x:b class="c">&lt;1&gt;</x:b><x:br/></x:div></a:title>
      <a:entry><a:content type="image/png" src="pic.png"/><a:category term="t" label="L"/>
        <a:link rel="enclosure" href="a.mp3" length="9007199254740993"/></a:entry></a:feed>`;
    expect(await rss.parseFeedAtom({ xml })).toEqual({
      title: 'A <x:b class="c">&lt;1&gt;</x:b><x:br/>',
      link: 'page',
      entries: [
        {
          link: 'a.mp3',
          content: 'pic.png',
          categories: ['L'],
          enclosures: [{ url: 'a.mp3', length: '9007199254740993' }],
        },
      ],
    });
  });

  it('needs an ID and a title for each entry', async () => {
    const wrong = rss.createFeedAtom({ ...feed, items: [{ title: 'a' }] });
    expect((await failure(wrong, InputError)).message).toContain('items[0] needs a unique id');
    const error = await failure(rss.parseFeedAtom({ xml: '<rss/>' }), InputError);
    expect(error.message).toContain('xml is an RSS feed, not Atom\nUse ParseFeedRSS.');
  });
});

it.each([
  ['Wed, 02 Oct 2002 13:00:00 GMT', '2002-10-02T13:00:00.000Z'],
  ['02 Oct 02 08:00 EST', '2002-10-02T13:00:00.000Z'],
  ['Wed, 02 Oct 2002 15:00:00 +0200', '2002-10-02T13:00:00.000Z'],
  ['Wednesday, 2-Oct-99 13:00:00 PDT', '1999-10-02T20:00:00.000Z'],
  ['2 October 2002', '2002-10-02T00:00:00.000Z'],
  ['2002-10-02', '2002-10-02T00:00:00.000Z'],
  ['2002-10-02T13:00:00.123456Z', '2002-10-02T13:00:00.123Z'],
  ['2002-10-02 13:00 -0130', '2002-10-02T14:30:00.000Z'],
])('%s is understood', (text, expected) => {
  expect(readFeedDate(text)?.toISOString()).toBe(expected);
});

it.each([
  '',
  'yesterday',
  '31 Feb 2026',
  '2026-02-31',
  '1 Foo 2026',
  '3/25/2026',
  '2026-01-01T99:00Z',
])('%j is no date', (text) => expect(readFeedDate(text)).toBeUndefined());
