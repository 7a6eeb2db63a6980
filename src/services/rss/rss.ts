import type { Call } from '../../core/definition/call.js';
import { date, knownRecords, list, text } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { callContext, partContext } from '../../core/definition/param.js';
import { structure } from '../../core/definition/structure.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { rfc822 } from './dates.js';
import { documentOf } from './document.js';
import { rssOf } from './read-rss.js';
import { feed } from './source.js';
import type { RssFeed } from './types.js';
import { documentWith, given, type Part, Texts } from './write.js';

const FIELDS = {
  title: 'title',
  description: 'text or HTML',
  link: 'URL',
  pubDate: 'date',
  author: 'email address',
  guid: 'unique ID',
} as const;

/**
 * Creates the text of an RSS 2.0 feed.
 *
 * @throws {InputError} An item has neither a title nor a description.
 * @example
 * oint rss CreateFeedRSS --name News --descr "All news" --link https://example.com --items items.json --out feed.xml
 *
 * @see https://www.rssboard.org/rss-specification
 */
export const createFeedRSS = method('rss', 'CreateFeedRSS', {
  effect: 'read',
  offline: true,
  params: {
    name: text('Title of the channel', { example: 'News' }),
    descr: text('Description of the channel', { example: 'All news' }),
    link: text('Link to the site', { example: 'https://example.com' }),
    items: list(knownRecords(Object.keys(FIELDS)), 'Items, as GetFeedItemStructureRSS describes', {
      example: "[{'title':'Report','link':'https://example.com/1'}]",
    }),
    date: date('Time of the last change; by default, now', { optional: true }),
  },
  run({ name, descr, link, items, date = new Date() }, call): string {
    const own = (value: string, param: string) => new Texts(call, param).checked(value);
    return documentWith([
      'rss',
      [
        [
          'channel',
          [
            ['title', own(name, 'name')],
            ['link', own(link, 'link')],
            ['description', own(descr, 'descr')],
            ['lastBuildDate', rfc822(date)],
            ...items.map((item, index) => itemPart(call, item, index)),
          ],
        ],
      ],
      { version: '2.0' },
    ]);
  },
});

function itemPart(call: Call, item: JsonRecord, index: number): Part {
  const texts = new Texts(call, 'items', `[${index}]`);
  if (given(item, 'title') === undefined && given(item, 'description') === undefined) {
    const context = partContext(callContext(call, 'items'), `[${index}]`);
    throw inputError(context, ' needs a title or a description');
  }
  const parts = Object.keys(FIELDS).flatMap((field): Part[] => {
    const value = given(item, field);
    if (value === undefined) return [];
    if (field === 'pubDate') return [[field, rfc822(texts.date(value, field))]];
    const text = texts.checked(value, field);
    return field === 'guid' ? [[field, text, { isPermaLink: 'false' }]] : [[field, text]];
  });
  return ['item', parts];
}

/** Gets the fields of an item of an RSS feed. */
export const getFeedItemStructureRSS = structure('rss', 'GetFeedItemStructureRSS', FIELDS, {
  asMap: true,
});

/**
 * Parses an RSS feed of any version.
 *
 * Feeds are often broken: a bare `&`, entities of HTML and missing end tags are accepted. Bytes and files
 * may be in any encoding that they declare. Titles and numbers stay text. `--out items.csv` has a row for
 * each item.
 *
 * @returns The channel, with `items`; `date` is the time of an item in ISO 8601.
 * @throws {InputError} It is not an RSS feed.
 * @example
 * oint rss ParseFeedRSS --xml https://example.com/feed.xml
 *
 * @see https://www.rssboard.org/rss-specification
 */
export const parseFeedRSS = method('rss', 'ParseFeedRSS', {
  effect: 'read',
  offline: true,
  params: { xml: feed('RSS feed: XML text, path or URL', { example: 'feed.xml' }) },
  run: async ({ xml }, call): Promise<RssFeed> => rssOf(call, await documentOf(call, xml)),
  rows: ({ items }) => items,
});
