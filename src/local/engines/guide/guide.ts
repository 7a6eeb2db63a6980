import { readIndex, readManifest, type ServiceManifest } from '../../../core/manifest.js';
import { ApiError } from '../../errors.js';
import type { ChatMessage } from '../engine.js';
import { type Found, MethodIndex } from './search.js';
import { termsOf } from './terms.js';
import { describePictures, methodAnswer, notFound, overview } from './wording.js';

/** What the guide reads of a message. */
export type Said = Pick<ChatMessage, 'role' | 'text' | 'pictures'>;

/** Terms by which somebody asks for what there is, and not for one thing of it. */
const GENERIC = new Set(
  termsOf('list service integration method function feature capability tool api parameter option'),
);

/** How many methods are named beside the one that is the answer. */
const OTHERS = 2;

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
    const asked = messages.filter(({ role }) => role === 'user');
    const { text = '', pictures = [] } = asked.at(-1) ?? {};
    if (pictures.length === 0) return this.#reply(text, asked.at(-2)?.text ?? '');
    return `${describePictures(pictures)}\n\n${this.#reply(text, '')}`;
  }

  #reply(question: string, before: string): string {
    const [named, ...further] = this.#index.named(question);
    if (named) return methodAnswer(named, further.slice(0, OTHERS));

    const asked = termsOf(question);
    const services = this.#services.filter((service) => isNamed(service, asked));
    const among = services.length > 0 ? services : this.#services;
    const terms = asked.filter((term) => !services.some((service) => isNamed(service, [term])));
    if (terms.every((term) => GENERIC.has(term))) return overview(among);

    const isWanted = ({ service }: Found) => among.includes(service);
    // "And how do I delete it?": what it is, the question before tells.
    const context = terms.length === 1 ? termsOf(before) : [];
    const { found, sure } = this.#index.search(terms, context, isWanted);
    if (!sure) return notFound(found.slice(0, OTHERS), among);
    return methodAnswer(found[0]!, found.slice(1, 1 + OTHERS));
  }
}

function isNamed({ name, title }: ServiceManifest, terms: readonly string[]): boolean {
  return termsOf(`${name} ${title}`).some((word) => terms.includes(word));
}

let guide: Promise<Guide> | undefined;

/** Answers a conversation; the documentation is read and indexed at the first. */
export async function answerTo(messages: readonly Said[]): Promise<string> {
  guide ??= load();
  try {
    return (await guide).answer(messages);
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
