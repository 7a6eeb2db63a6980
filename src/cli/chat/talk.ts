import { attach } from '../../ask/attachments.js';
import type { Conversation, Saved } from '../../ask/conversations.js';
import { askStream, type Confirm, type Tool } from '../../ask/index.js';
import { textOf } from '../../ask/message-text.js';
import { addUsage, type Message, type Part } from '../../ask/messages.js';
import { Call } from '../../core/definition/call.js';
import { InputError, OintError } from '../../core/errors/errors.js';
import { isInterrupted, keep } from '../ask/keep.js';
import { askLabels } from '../ask/labels.js';
import type { AskLine } from '../ask/options.js';
import type { Settings } from '../ask/settings.js';
import { debugLine, Show, usageLine } from '../ask/show.js';
import { maxSteps } from '../ask/toolbox.js';
import { Waiting } from '../ask/waiting.js';
import type { TypedSources } from '../run/sources.js';
import { write } from '../start/print.js';
import { tell } from '../start/tell.js';
import { note } from '../start/terminal.js';

export const TITLE = 'chat';

interface Session {
  line: AskLine;
  settings: Settings;
  tools: readonly Tool[];
  sources: TypedSources;
  confirm: Confirm;
  /** Stops whatever is running. */
  signal: AbortSignal;
}

/** A conversation on a terminal: its messages, and the attachments for the next question. */
export class Talk {
  readonly #session: Session;
  readonly settings: Settings;
  messages: readonly Message[] = [];
  usage: Conversation['usage'];
  #saved: Saved | undefined;
  started = new Date().toISOString();
  /** Attachments for the next question: their names as typed, and their message parts. */
  #attached: { name: string; part: Part }[] = [];
  /** The conversation before the last question, answered or not. */
  #asked: readonly Message[] = [];
  #reply: AbortController | undefined;

  constructor(session: Session, before: Conversation | undefined) {
    this.#session = session;
    this.settings = { ...session.settings };
    if (!before) return;
    ({ started: this.started, usage: this.usage, messages: this.messages } = before);
    this.#saved = before;
    this.#asked = upToQuestion(this.messages);
    const system = this.messages.find(isSystem);
    if (system) this.settings.system ??= textOf(system);
  }

  get id(): string | undefined {
    return this.#saved?.id;
  }

  get tools(): readonly Tool[] {
    return this.#session.tools;
  }

  get attached(): readonly string[] {
    return this.#attached.map(({ name }) => name);
  }

  /** Reads a file immediately, so that errors are reported immediately. */
  async attach(file: string): Promise<void> {
    if (file === '-') {
      const message = 'standard input is the keyboard here: attach a file';
      throw new InputError({ method: TITLE, param: '--attach', message });
    }
    const call = new Call(TITLE, 'read', { signal: this.#session.signal }, { labels: askLabels });
    const [part] = await attach([file], call, { sources: this.#session.sources });
    if (part) this.#attached.push({ name: file, part });
  }

  async ask(text: string): Promise<void> {
    const parts = this.#attached.map(({ part }) => part);
    this.#attached = [];
    const content = parts.length > 0 ? [{ type: 'text', text }, ...parts] : text;
    await this.#answer([...this.messages, { role: 'user', content }]);
  }

  /** Asks the last question again; false if there is none. */
  async retry(): Promise<boolean> {
    if (this.#asked.length === 0) return false;
    await this.#answer(this.#asked);
    return true;
  }

  /** Removes the last question and everything after it. Returns its text. */
  async undo(): Promise<string | undefined> {
    const question = this.#asked.at(-1);
    if (!question) return undefined;
    this.messages = this.#asked.slice(0, -1);
    this.#asked = upToQuestion(this.messages);
    if (this.#saved) await this.#keep();
    return textOf(question);
  }

  /** Starts a new conversation. */
  begin(): void {
    this.messages = [];
    this.#asked = [];
    this.#attached = [];
    this.usage = undefined;
    this.#saved = undefined;
    this.started = new Date().toISOString();
  }

  /** Stops the current reply; false if there is none. */
  interrupt(): boolean {
    this.#reply?.abort();
    return this.#reply !== undefined;
  }

  async #answer(asked: readonly Message[]): Promise<void> {
    const { line, tools, sources, confirm, signal } = this.#session;
    const { switches } = line;
    this.#asked = asked;
    this.#reply = new AbortController();
    const waiting = new Waiting(this.settings.model);
    const options = {
      ...this.settings.call,
      onRetry: waiting.onRetry,
      signal: AbortSignal.any([signal, this.#reply.signal]),
      ...(switches.has('debug') && { debug: debugLine }),
    };
    const { system } = this.settings;
    const messages = system ? asked : asked.filter((message) => !isSystem(message));
    const question = { ...this.settings, messages, tools, confirm };
    const stream = askStream({ ...question, maxSteps: maxSteps(TITLE, line) }, options, {
      sources,
      labels: askLabels,
    });
    const show = new Show({
      text: true,
      thinking: switches.has('show-thinking'),
      plain: switches.has('plain'),
      waiting,
    });
    try {
      for await (const event of stream) await show.event(event);
      await show.end();
      const answer = stream.answer();
      this.messages = answer.messages;
      this.usage = addUsage(this.usage, answer.usage);
      if (switches.has('usage')) note(usageLine(answer, this.settings));
      await write('\n');
      await this.#keep();
    } catch (error) {
      await show.end();
      if (!this.#ended(error)) throw error;
      const { hasReply, ...soFar } = stream.interrupted();
      if (!isInterrupted(error, hasReply, options.signal)) return;
      this.usage = addUsage(this.usage, soFar.usage);
      // A question without a reply is only saved: /retry asks it, another one replaces it.
      if (hasReply) this.messages = soFar.messages;
      await this.#keep(soFar.messages, true);
    } finally {
      this.#reply = undefined;
    }
  }

  /** Reports why a reply failed; false for an internal error. */
  #ended(error: unknown): boolean {
    if (this.#reply?.signal.aborted || this.#session.signal.aborted) note('interrupted');
    else if (!(error instanceof OintError)) return false;
    else tell(error);
    if (!this.#session.signal.aborted) note('/retry asks again');
    return true;
  }

  async #keep(messages = this.messages, interrupted = false): Promise<void> {
    if (this.#session.line.switches.has('no-log')) return;
    const { model, redactor } = this.settings;
    const { usage } = this;
    const about = { former: this.#saved, model, redactor, interrupted };
    this.#saved = await keep({ messages: [...messages], usage }, about);
  }
}

function isSystem({ role }: Message): boolean {
  return role === 'system';
}

function upToQuestion(messages: readonly Message[]): readonly Message[] {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  return messages.slice(0, last + 1);
}
