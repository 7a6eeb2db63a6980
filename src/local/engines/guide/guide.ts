import { readIndex, readManifest, type ServiceManifest } from '../../../catalogue/manifest.js';
import { type Found, MethodIndex } from '../../../catalogue/search.js';
import { termsOf } from '../../../catalogue/terms.js';
import type { JsonRecord } from '../../../core/util/is-record.js';
import { ApiError } from '../../errors.js';
import { withoutAttached } from '../attached-text.js';
import type { ChatMessage } from '../engine.js';
import { methodRecord } from './records.js';
import { describeAttached, methodAnswer, notFound, overview } from './wording.js';

/** What the guide reads of a message. */
export type Said = Pick<ChatMessage, 'role' | 'text' | 'pictures'> &
  Partial<Pick<ChatMessage, 'files'>>;

/** Terms by which somebody asks for what there is, and not for one thing of it. */
const GENERIC = new Set(
  termsOf('list service integration method function feature capability tool api parameter option'),
);

/** How many methods are named beside the one that is the answer. */
const OTHERS = 2;

/** What the documentation has for a question. */
type LookedUp =
  | { is: 'answer'; found: readonly Found[] }
  | { is: 'overview'; among: readonly ServiceManifest[] }
  | { is: 'nothing'; nearest: readonly Found[]; among: readonly ServiceManifest[] };

/** The model `oint-guide`: answers questions by what OInt's own documentation says. */
export class Guide {
  readonly #services: readonly ServiceManifest[];
  readonly #index: MethodIndex;

  constructor(services: readonly ServiceManifest[]) {
    this.#services = services;
    this.#index = new MethodIndex(services);
  }

  /** The answer to the user's last message. */
  answer(messages: readonly Said[]): string {
    const [before, last] = asked(messages);
    const { pictures = [], files = [] } = last ?? {};
    if (pictures.length + files.length === 0) {
      return inWords(this.#lookUp(textOf(last), textOf(before)));
    }
    return `${describeAttached(pictures, files)}\n\n${inWords(this.#lookUp(textOf(last), ''))}`;
  }

  /** The method that answers the user's last message, as a record; empty where none does. */
  record(messages: readonly Said[]): JsonRecord {
    const [before, last] = asked(messages);
    const looked = this.#lookUp(textOf(last), textOf(before));
    return methodRecord(looked.is === 'answer' ? looked.found : []);
  }

  #lookUp(question: string, before: string): LookedUp {
    const named = this.#index.named(question);
    if (named.length > 0) return { is: 'answer', found: named.slice(0, 1 + OTHERS) };

    const asked = termsOf(question);
    const services = this.#services.filter((service) => isNamed(service, asked));
    const among = services.length > 0 ? services : this.#services;
    const terms = asked.filter((term) => !services.some((service) => isNamed(service, [term])));
    if (terms.every((term) => GENERIC.has(term))) return { is: 'overview', among };

    const isWanted = ({ service }: Found) => among.includes(service);
    // "And how do I delete it?": what it is, the question before tells.
    const context = terms.length === 1 ? termsOf(before) : [];
    const { found, sure } = this.#index.search(terms, context, isWanted);
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

/** The user's last message but one, and the last. */
function asked(messages: readonly Said[]): (Said | undefined)[] {
  const all = messages.filter(({ role }) => role === 'user');
  return [all.at(-2), all.at(-1)];
}

/** What was asked: not what stands in the files that came with it. */
function textOf(message: Said | undefined): string {
  return withoutAttached(message?.text ?? '');
}

function isNamed({ name, title }: ServiceManifest, terms: readonly string[]): boolean {
  return termsOf(`${name} ${title}`).some((word) => terms.includes(word));
}

let guide: Promise<Guide> | undefined;

/** The guide; the documentation is read and indexed at the first question. */
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
    const { services } = await readIndex();
    return new Guide(await Promise.all(services.map(({ name }) => readManifest(name))));
  } catch (cause) {
    const message = `OInt's documentation, which is made when it is built, cannot be read: ${(cause as Error).message}`;
    throw new ApiError({ status: 500, message });
  }
}
