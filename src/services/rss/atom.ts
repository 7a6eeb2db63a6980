import type { Call } from '../../core/definition/call.js';
import { date, knownRecords, list, text } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { callContext, partContext } from '../../core/definition/param.js';
import { structure } from '../../core/definition/structure.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { ATOM, documentOf } from './document.js';
import { atomOf } from './read-atom.js';
import { feed } from './source.js';
import type { AtomFeed } from './types.js';
import { documentWith, given, type Part, Texts } from './write.js';

const FIELDS = {
  title: 'title',
  id: 'unique ID, usually a URL',
  link: 'URL',
  updated: 'date',
  summary: 'short text',
  content: 'HTML',
  author: 'name',
  published: 'date',
} as const;

/**
 * Creates the text of an Atom feed.
 *
 * An entry without `updated` has the time of the feed. If an entry has no author, the title of the feed
 * stands for one: Atom requires an author.
 *
 * @throws {InputError} An entry has no ID or no title.
 * @example
 * oint rss CreateFeedAtom --name News --link https://example.com --id https://example.com/feed --items items.json
 *
 * @see https://www.rfc-editor.org/rfc/rfc4287
 */
export const createFeedAtom = method('rss', 'CreateFeedAtom', {
  effect: 'read',
  offline: true,
  params: {
    name: text('Title of the feed', { example: 'News' }),
    link: text('Link to the site', { example: 'https://example.com' }),
    id: text('Unique ID of the feed, usually a URL', { example: 'https://example.com/feed' }),
    items: list(
      knownRecords(Object.keys(FIELDS)),
      'Entries, as GetFeedItemStructureAtom describes',
      {
        example: "[{'title':'Report','id':'https://example.com/1'}]",
      },
    ),
    date: date('Time of the last change; by default, now', { optional: true }),
  },
  run({ name, link, id, items, date = new Date() }, call): string {
    const own = (value: string, param: string) => new Texts(call, param).checked(value);
    const title = own(name, 'name');
    const needsAuthor = items.some((item) => given(item, 'author') === undefined);
    return documentWith([
      'feed',
      [
        ['title', title],
        ['id', own(id, 'id')],
        ['link', '', { href: own(link, 'link'), rel: 'alternate' }],
        ['updated', isoText(date)],
        ...(needsAuthor || items.length === 0 ? [authorPart(title)] : []),
        ...items.map((item, index) => entryPart(call, item, index, date)),
      ],
      { xmlns: ATOM },
    ]);
  },
});

function entryPart(call: Call, item: JsonRecord, index: number, date: Date): Part {
  const texts = new Texts(call, 'items', `[${index}]`);
  for (const field of ['title', 'id']) {
    if (given(item, field) !== undefined) continue;
    const context = partContext(callContext(call, 'items'), `[${index}]`);
    throw inputError(context, ` needs a ${field === 'id' ? 'unique id' : field}`);
  }
  const parts = Object.keys(FIELDS).flatMap((field): Part[] => {
    const value = given(item, field) ?? (field === 'updated' ? date : undefined);
    if (value === undefined) return [];
    if (field === 'updated' || field === 'published') {
      return [[field, isoText(texts.date(value, field))]];
    }
    const text = texts.checked(value, field);
    if (field === 'link') return [[field, '', { href: text, rel: 'alternate' }]];
    if (field === 'author') return [authorPart(text)];
    return field === 'content' ? [[field, text, { type: 'html' }]] : [[field, text]];
  });
  return ['entry', parts];
}

function authorPart(name: string): Part {
  return ['author', [['name', name]]];
}

/** Without a fraction of a second if there is none. */
function isoText(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}

/** Gets the fields of an entry of an Atom feed. */
export const getFeedItemStructureAtom = structure('rss', 'GetFeedItemStructureAtom', FIELDS, {
  asMap: true,
});

/**
 * Parses an Atom feed.
 *
 * What is said of broken feeds and encodings for ParseFeedRSS holds here too. XHTML becomes its markup.
 *
 * @returns The feed, with `entries`.
 * @throws {InputError} It is not an Atom feed.
 * @see https://www.rfc-editor.org/rfc/rfc4287
 */
export const parseFeedAtom = method('rss', 'ParseFeedAtom', {
  effect: 'read',
  offline: true,
  params: { xml: feed('Atom feed: XML text, path or URL', { example: 'feed.xml' }) },
  run: async ({ xml }, call): Promise<AtomFeed> => atomOf(call, await documentOf(call, xml)),
  rows: ({ entries }) => entries,
});
