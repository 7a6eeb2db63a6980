import { type Examples, NO_SERVER } from '../../../../test/support/examples.js';

export const examples: Examples = {
  async run({ answeredBy, example }) {
    answeredBy(NO_SERVER);
    await example('oint rss GetFeedItemStructureRSS');
    await example(
      `oint rss CreateFeedRSS --name "Company news" --descr "What is new" --link https://example.com --date 2026-01-31T12:00:00Z --items "[{'title':'Report 2025','link':'https://example.com/report','pubDate':'2026-01-30T09:00:00Z','guid':'report-2025'}]" --out news.xml`,
    );
    await example('oint rss ParseFeedRSS --xml news.xml');
    await example('oint rss GetFeedItemStructureAtom');
    await example(
      `oint rss CreateFeedAtom --name "Company news" --link https://example.com --id https://example.com/feed --date 2026-01-31T12:00:00Z --items "[{'title':'Report 2025','id':'https://example.com/report','content':'<p>Sales grew.</p>','author':'Ada'}]" --out news.atom`,
    );
    await example('oint rss ParseFeedAtom --xml news.atom');
  },
};
