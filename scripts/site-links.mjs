// Checks that every link of the built site leads to an existing page, file or heading, and that no page
// loads anything from another site. Links to other sites are not followed.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export async function checkLinks(out, base) {
  const files = (await readdir(out, { recursive: true })).map((file) => file.replaceAll('\\', '/'));
  const there = new Set(files);
  const html = files.filter((file) => file.endsWith('.html'));
  const texts = new Map();
  for (const file of html) texts.set(file, await readFile(join(out, file), 'utf8'));
  const anchors = new Map([...texts].map(([file, text]) => [file, anchorsOf(text)]));

  const faults = [];
  let count = 0;
  for (const [file, text] of texts) {
    for (const { tag, url } of linksOf(text)) {
      count++;
      const fault = faultOf(tag, url, new URL(base + file, 'http://site'));
      if (fault) faults.push(`${file}: ${url} ${fault}`);
    }
  }
  for (const file of files.filter((name) => /\.(md|txt)$/.test(name))) {
    for (const url of markdownLinks(await readFile(join(out, file), 'utf8'))) {
      count++;
      const fault = faultOf('a', url, new URL(base + file, 'http://site'));
      if (fault) faults.push(`${file}: ${url} ${fault}`);
    }
  }
  for (const file of files.filter((name) => name.endsWith('.css'))) {
    const loaded = (await readFile(join(out, file), 'utf8')).match(
      /(?:url\(|@import )["']?https?:/g,
    );
    if (loaded) faults.push(`${file} loads something from elsewhere`);
  }
  if (faults.length > 0) throw new Error(`Links:\n  ${[...new Set(faults)].join('\n  ')}`);
  console.log(`${count} links in ${html.length} pages: none broken`);

  function faultOf(tag, url, from) {
    const to = new URL(url, from);
    if (to.origin !== from.origin) return tag === 'a' ? undefined : 'is loaded from another site';
    const path = decodeURIComponent(to.pathname);
    if (!path.startsWith(base)) return 'leads out of the site';
    const name = path.slice(base.length);
    const file = [name, `${name}index.html`, `${name}.html`].find(
      (one) => there.has(one) && /\.\w+$/.test(one),
    );
    if (!file) return 'is broken';
    const id = decodeURIComponent(to.hash.slice(1));
    return id && anchors.has(file) && !anchors.get(file).has(id)
      ? 'leads to a missing heading'
      : undefined;
  }
}

const TAG = /<(a|link|script|img|source|iframe)\b[^>]*?\s(?:href|src)="([^"]*)"[^>]*>/g;

function linksOf(text) {
  const body = text.replace(/<script\b[^>]*>(?!<)[\s\S]*?<\/script>/g, (all) =>
    all.slice(0, all.indexOf('>') + 1),
  );
  return [...body.matchAll(TAG)]
    .filter(([all]) => !/rel="(?:alternate|canonical)"/.test(all))
    .map(([, tag, url]) => ({ tag, url: url.replaceAll('&amp;', '&') }))
    .filter(({ url }) => url && !/^(?:mailto|data|javascript):/.test(url));
}

function anchorsOf(text) {
  return new Set([...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
}

function markdownLinks(text) {
  const prose = text.replace(/^(`{3,})[\s\S]*?^\1$/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, url]) => url.split('#')[0])
    .filter(Boolean);
}
