import type { Call } from '../../core/definition/call.js';
import type { XmlDocument, XmlElement } from '../../core/formats/xml/parse.js';
import { ATOM, elementsOf, feedText, markupOf, notAFeed, present } from './document.js';
import type { AtomEntry, AtomFeed, Enclosure } from './types.js';

/** Of Atom 1.0, and of 0.3, which some feeds still use. */
const SPACES = [ATOM, 'http://purl.org/atom/ns#', ''];

/** The feed in an Atom document. */
export function atomOf(call: Call, { root, isCut }: XmlDocument): AtomFeed {
  if (root.local !== 'feed' || !SPACES.includes(root.space)) {
    const isRss = /^(rss|RDF)$/.test(root.local);
    const what = isRss
      ? 'is an RSS feed, not Atom'
      : `is not an Atom feed: its root is <${root.name}>`;
    throw notAFeed(call, what, isRss ? 'Use ParseFeedRSS.' : undefined);
  }
  return {
    ...present({
      title: textIn(root, 'title'),
      id: textIn(root, 'id'),
      link: linkIn(root),
      updated: textIn(root, 'updated') ?? textIn(root, 'modified'),
      subtitle: textIn(root, 'subtitle') ?? textIn(root, 'tagline'),
      author: authorsIn(root),
    }),
    entries: all(root, 'entry').map(entryOf),
    ...(isCut && { truncated: true }),
  };
}

function entryOf(entry: XmlElement): AtomEntry {
  const categories = all(entry, 'category').flatMap(({ attributes }) => {
    const name = attributes.get('label') ?? attributes.get('term');
    return name ? [name] : [];
  });
  const enclosures = all(entry, 'link').flatMap(enclosureOf);
  return present({
    title: textIn(entry, 'title'),
    id: textIn(entry, 'id'),
    link: linkIn(entry),
    updated: textIn(entry, 'updated') ?? textIn(entry, 'modified'),
    summary: textIn(entry, 'summary'),
    content: contentIn(entry),
    author: authorsIn(entry),
    published: textIn(entry, 'published') ?? textIn(entry, 'issued'),
    categories: categories.length > 0 ? categories : undefined,
    enclosures: enclosures.length > 0 ? enclosures : undefined,
  });
}

function all(element: XmlElement, name: string): XmlElement[] {
  return elementsOf(element).filter(({ local, space }) => local === name && SPACES.includes(space));
}

/** Text, HTML as text, or the markup of XHTML. */
function textIn(element: XmlElement, name: string): string | undefined {
  const found = all(element, name)[0];
  return found && constructOf(found);
}

function constructOf(found: XmlElement): string | undefined {
  const type = found.attributes.get('type') ?? 'text';
  if (type !== 'xhtml' && !/[+/]xml$/.test(type)) return feedText(found);
  const [only, ...others] = elementsOf(found);
  // XHTML is in a <div> that does not belong to it.
  const isDiv = type === 'xhtml' && only?.local === 'div' && others.length === 0;
  return markupOf(isDiv ? only! : found);
}

/** Content that is elsewhere is its address. */
function contentIn(entry: XmlElement): string | undefined {
  const found = all(entry, 'content')[0];
  return found && (found.attributes.get('src') ?? constructOf(found));
}

/** The page of the feed or entry; without one, its first link. */
function linkIn(element: XmlElement): string | undefined {
  const links = all(element, 'link');
  const rel = ({ attributes }: XmlElement) => attributes.get('rel') ?? 'alternate';
  const found = links.find((link) => rel(link) === 'alternate') ?? links[0];
  return found?.attributes.get('href');
}

function authorsIn(element: XmlElement): string | undefined {
  const names = all(element, 'author').map(
    (author) => textIn(author, 'name') ?? textIn(author, 'email'),
  );
  return names.filter(Boolean).join(', ') || undefined;
}

function enclosureOf({ attributes }: XmlElement): Enclosure[] {
  const url = attributes.get('href');
  if (attributes.get('rel') !== 'enclosure' || !url) return [];
  return [present({ url, length: attributes.get('length'), type: attributes.get('type') })];
}
