import { synonyms } from '../../src/catalogue/search/terms.ts';

// The site gets these functions as text, so all that they need is in them.
const GROUPS = JSON.stringify(synonyms);

/** The terms that a word of the reader's question is searched as: the word, and its synonyms. */
export const withSynonyms = new Function(
  'term',
  `const word = term.toLowerCase();
  const group = ${GROUPS}.find((words) => words.includes(word));
  return group ? [word, ...group.filter((other) => other !== word)] : word;`,
);

/** A synonym counts less than the word itself, which it follows. */
export const boostOf = new Function(
  'term',
  'index',
  'terms',
  `const group = ${GROUPS}.find((words) => words.includes(term));
  return index > 0 && group?.includes(terms[index - 1]) ? 0.2 : 1;`,
);
