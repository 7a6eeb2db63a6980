import MiniSearch from 'minisearch';
import { termsOf } from '../catalogue/search/terms.js';
import { cut } from '../core/util/cut.js';
import { listGuides, readGuide } from './library.js';

/** A guide that was found, with the sentence that matches best. */
export interface FoundGuide {
  name: string;
  title: string;
  excerpt: string;
}

interface Part {
  id: number;
  name: string;
  title: string;
  heading: string;
  text: string;
}

/** In characters. */
const EXCERPT = 200;
const FENCED = /^```[\s\S]*?^```/gm;

/** The guides with all words of a question in one of their sections, best first. */
export function searchGuides(question: string): FoundGuide[] {
  const terms = termsOf(question);
  const parts = listGuides().flatMap(({ name, title }) => partsOf(name, title));
  const index = new MiniSearch<Part>({
    fields: ['title', 'heading', 'text'],
    tokenize: termsOf,
    processTerm: (term) => term,
  });
  index.addAll(parts.map((part, id) => ({ ...part, id })));
  const found = index.search(terms.join(' '), {
    tokenize: (text) => text.split(' '),
    boost: { title: 3, heading: 2 },
    combineWith: 'AND',
  });
  const best = new Map<string, FoundGuide>();
  for (const { id } of found) {
    const { name, title, text } = parts[id]!;
    if (!best.has(name)) best.set(name, { name, title, excerpt: excerptOf(text, terms) });
  }
  return [...best.values()];
}

/** The sections of a guide, without their code. */
function partsOf(name: string, title: string): Omit<Part, 'id'>[] {
  const sections = readGuide(name).replace(FENCED, '').split(/^#+ /m).slice(1);
  return sections.map((section) => {
    const end = section.indexOf('\n');
    return { name, title, heading: section.slice(0, end), text: section.slice(end) };
  });
}

/** The sentence with most of the terms. */
function excerptOf(text: string, terms: readonly string[]): string {
  const sentences = sentencesOf(text);
  const matches = (sentence: string) => {
    const said = new Set(termsOf(sentence));
    return terms.filter((term) => said.has(term)).length;
  };
  const ranked = sentences
    .map((sentence) => ({ sentence, matched: matches(sentence) }))
    .sort((a, b) => b.matched - a.matched);
  const best = ranked[0]?.sentence ?? '';
  return best.length > EXCERPT ? `${cut(best, EXCERPT)}…` : best;
}

/** The sentences and the rows of tables of a section, without Markdown's marks. */
function sentencesOf(markdown: string): string[] {
  return markdown
    .replace(/^\|[-|: ]+$/gm, '')
    .split(/\n\s*\n|\n(?=\s*(?:[-*|]|\d+\.)\s)/)
    .flatMap((part) => plain(part).split(/(?<=[.:!?])\s+(?=\p{Lu})/u));
}

function plain(markdown: string): string {
  return markdown
    .replace(/\[([^[\]]*)\]\([^()]*\)/g, '$1')
    .replace(/^\s*(?:[-*|]|\d+\.)\s/, '')
    .replace(/\s\|(?:\s|$)/g, ' ')
    .replace(/<br>/g, ', ')
    .replace(/\*\*|`/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
