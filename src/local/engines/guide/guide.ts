import { readManifests, type ServiceManifest } from '../../../catalogue/manifest.js';
import { MethodSearch } from '../../../catalogue/search/find.js';
import type { Found } from '../../../catalogue/search/method-index.js';
import { termsOf } from '../../../catalogue/search/terms.js';
import type { JsonRecord } from '../../../core/util/is-record.js';
import { ApiError } from '../../errors.js';
import { withoutAttached } from '../attached-text.js';
import type { ChatMessage } from '../engine.js';
import { methodRecord } from './records.js';
import { describeAttached, methodAnswer, notFound, overview } from './wording.js';

/** What the guide reads of a message. */
export type Said = Pick<ChatMessage, 'role' | 'text' | 'pictures'> &
  Partial<Pick<ChatMessage, 'files'>>;

/** Terms of questions about what is available, rather than about one method. */
const GENERIC = new Set(
  termsOf('list service integration method function feature capability tool api parameter option'),
);

/** How many related methods are listed with the answer. */
const OTHERS = 2;

/** Limits of the answers that are kept: their number, and the characters of a question. */
const MOST_KEPT = 500;
const LONGEST_KEPT = 1000;

/** What the documentation has for a question. */
type LookedUp =
  | { is: 'answer'; found: readonly Found[] }
  | { is: 'overview'; among: readonly ServiceManifest[] }
  | { is: 'nothing'; nearest: readonly Found[]; among: readonly ServiceManifest[] };

/** The model `oint-guide`: answers questions from OInt's own documentation. */
export class Guide {
  readonly #search: MethodSearch;
  /** The latest answers, by question: test suites ask the same ones again and again. */
  readonly #answers = new Map<string, string>();

  private constructor(search: MethodSearch) {
    this.#search = search;
  }

  static async over(services: Iterable<ServiceManifest>): Promise<Guide> {
    return new Guide(await MethodSearch.over(services, { favored: 'openai' }));
  }

  /** Answers the user's last message. */
  answer(messages: readonly Said[]): string {
    const [before, last] = asked(messages);
    const { pictures = [], files = [] } = last ?? {};
    if (pictures.length + files.length === 0) return this.#inWords(textOf(last), textOf(before));
    return `${describeAttached(pictures, files)}\n\n${inWords(this.#lookUp(textOf(last), ''))}`;
  }

  /** The method that answers the user's last message, as a record; empty if none does. */
  record(messages: readonly Said[]): JsonRecord {
    const [before, last] = asked(messages);
    const looked = this.#lookUp(textOf(last), textOf(before));
    return methodRecord(looked.is === 'answer' ? looked.found : []);
  }

  #inWords(question: string, before: string): string {
    const key = JSON.stringify([question, before]);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = inWords(this.#lookUp(question, before));
    if (key.length <= LONGEST_KEPT) {
      const [oldest] = this.#answers.keys();
      if (this.#answers.size >= MOST_KEPT) this.#answers.delete(oldest!);
      this.#answers.set(key, answer);
    }
    return answer;
  }

  #lookUp(question: string, before: string): LookedUp {
    const { named, among, terms, found, sure } = this.#search.find(question, { before });
    if (named.length > 0) return { is: 'answer', found: named.slice(0, 1 + OTHERS) };
    if (terms.every((term) => GENERIC.has(term))) return { is: 'overview', among };
    if (!sure) return { is: 'nothing', nearest: found.slice(0, OTHERS), among };
    return { is: 'answer', found: found.slice(0, 1 + OTHERS) };
  }
}

function inWords(looked: LookedUp): string {
  if (looked.is === 'overview') return overview(looked.among);
  if (looked.is === 'nothing') return notFound(looked.nearest, looked.among);
  const [first, ...others] = looked.found;
  return methodAnswer(first!, others);
}

/** The user's last two messages. */
function asked(messages: readonly Said[]): (Said | undefined)[] {
  const all = messages.filter(({ role }) => role === 'user');
  return [all.at(-2), all.at(-1)];
}

/** The user's own words, without attached files. */
function textOf(message: Said | undefined): string {
  return withoutAttached(message?.text ?? '');
}

let guide: Promise<Guide> | undefined;

/** Returns the guide; the documentation is loaded and indexed on the first question. */
export async function theGuide(): Promise<Guide> {
  guide ??= load();
  try {
    return await guide;
  } catch (error) {
    guide = undefined;
    throw error;
  }
}

async function load(): Promise<Guide> {
  try {
    return await Guide.over(readManifests());
  } catch (cause) {
    const message = `cannot read OInt's documentation, which the build creates: ${(cause as Error).message}`;
    throw new ApiError({ status: 500, message });
  }
}
