/** An item of an RSS feed. A field that the feed does not have is missing. */
export interface RssItem {
  title?: string;
  description?: string;
  link?: string;
  /** As it is in the feed. */
  pubDate?: string;
  /** The same time in ISO 8601, if it can be understood. */
  date?: string;
  author?: string;
  guid?: string;
  /** The whole text, if the description is only a part of it. */
  content?: string;
  categories?: string[];
  comments?: string;
  /** Files that belong to it, such as the audio of a podcast. */
  enclosures?: Enclosure[];
}

/** A file that belongs to an item. */
export interface Enclosure {
  url: string;
  /** The size in bytes, as it is in the feed. */
  length?: string;
  type?: string;
}

/** An RSS feed. */
export interface RssFeed {
  title?: string;
  link?: string;
  description?: string;
  language?: string;
  pubDate?: string;
  lastBuildDate?: string;
  /** The address of the channel's image. */
  image?: string;
  items: RssItem[];
  /** True if the text of the feed ends too early: the last item may be incomplete. */
  truncated?: true;
}

/** An entry of an Atom feed. A field that the feed does not have is missing. */
export interface AtomEntry {
  title?: string;
  id?: string;
  link?: string;
  updated?: string;
  summary?: string;
  content?: string;
  /** The names of its authors. */
  author?: string;
  published?: string;
  categories?: string[];
  enclosures?: Enclosure[];
}

/** An Atom feed. */
export interface AtomFeed {
  title?: string;
  id?: string;
  link?: string;
  updated?: string;
  subtitle?: string;
  author?: string;
  entries: AtomEntry[];
  /** True if the text of the feed ends too early: the last entry may be incomplete. */
  truncated?: true;
}
