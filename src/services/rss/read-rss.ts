import type { Call } from '../../core/definition/call.js';
import type { XmlDocument, XmlElement } from '../../core/formats/xml/parse.js';
import { readFeedDate } from './dates.js';
import {
  ATOM,
  CONTENT,
  DUBLIN_CORE,
  feedText,
  first,
  notAFeed,
  present,
  rssAll,
} from './document.js';
import type { RssFeed, RssItem } from './types.js';

/** The feed in a document of RSS 0.9 to 2.0. */
export function rssOf(call: Call, { root, isCut }: XmlDocument): RssFeed {
  if (root.local === 'feed') {
    throw notAFeed(call, 'is an Atom feed, not RSS', 'Use ParseFeedAtom.');
  }
  const channel = root.local === 'channel' ? root : rssAll(root, 'channel')[0];
  if (!channel) throw notAFeed(call, `is not an RSS feed: its root is <${root.name}>`);
  const value = (name: string) => feedText(rssAll(channel, name)[0]);
  const image = rssAll(channel, 'image')[0];
  // In RSS 1.0, items are beside the channel.
  const items = [...rssAll(channel, 'item'), ...(root === channel ? [] : rssAll(root, 'item'))];
  return {
    ...present({
      title: value('title'),
      link: value('link'),
      description: value('description'),
      language: value('language') ?? feedText(first(channel, DUBLIN_CORE, 'language')),
      pubDate: value('pubDate') ?? feedText(first(channel, DUBLIN_CORE, 'date')),
      lastBuildDate: value('lastBuildDate'),
      image: image && feedText(rssAll(image, 'url')[0]),
    }),
    items: items.map(itemOf),
    ...(isCut && { truncated: true }),
  };
}

function itemOf(item: XmlElement): RssItem {
  const value = (name: string) => feedText(rssAll(item, name)[0]);
  const other = (space: string, name: string) => feedText(first(item, space, name));
  const pubDate = value('pubDate') ?? other(DUBLIN_CORE, 'date');
  const categories = [...rssAll(item, 'category').map((one) => feedText(one)!)].filter(Boolean);
  const enclosures = rssAll(item, 'enclosure').flatMap(({ attributes }) => {
    const url = attributes.get('url');
    return url
      ? [present({ url, length: attributes.get('length'), type: attributes.get('type') })]
      : [];
  });
  return present({
    title: value('title'),
    description: value('description'),
    link: value('link') ?? first(item, ATOM, 'link')?.attributes.get('href'),
    pubDate,
    date: pubDate === undefined ? undefined : readFeedDate(pubDate)?.toISOString(),
    author: value('author') ?? other(DUBLIN_CORE, 'creator'),
    guid: value('guid'),
    content: other(CONTENT, 'encoded'),
    categories: categories.length > 0 ? categories : undefined,
    comments: value('comments'),
    enclosures: enclosures.length > 0 ? enclosures : undefined,
  });
}
