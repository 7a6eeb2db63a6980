import { setImmediate } from 'node:timers/promises';
import type { Answer, AskEvent, Step } from '../../ask/index.js';
import { cost } from '../../ask/price.js';
import { cut } from '../../core/util/cut.js';
import { Live } from '../markdown/live.js';
import type { Markdown } from '../markdown/markdown.js';
import { print, write } from '../start/print.js';
import { edited, put } from '../start/shown.js';
import { note, painter, safe, say } from '../start/terminal.js';
import type { Settings } from './settings.js';
import type { Waiting } from './waiting.js';

/** In characters. */
const PART = 4_000;

interface ShowOptions {
  /** Whether to show the reply's text as it arrives. */
  text: boolean;
  thinking: boolean;
  /** No Markdown, even on a terminal. */
  plain: boolean;
  /** Told when the model answers. */
  waiting?: Waiting;
}

/**
 * Shows what happens while a model answers: its text on standard output, everything else on
 * standard error.
 */
export class Show {
  readonly #options: ShowOptions;
  readonly #dim = (text: string) => painter(process.stderr)('dim', text);
  /** The end of what was last shown, on either stream. */
  #last = '\n';
  #thinking = false;
  /** Loaded while the model is thinking. */
  readonly #markdown: Promise<Markdown> | undefined;
  readonly #live = new Live(process.stdout);
  #preview: NodeJS.Timeout | undefined;

  constructor(options: ShowOptions) {
    this.#options = options;
    if (options.text && !options.plain && process.stdout.isTTY) this.#markdown = openMarkdown();
    options.waiting?.start();
  }

  async event(event: AskEvent): Promise<void> {
    this.#options.waiting?.stop();
    await this.#show(event);
    if (ASKS_AGAIN.has(event.type)) this.#options.waiting?.start();
  }

  async #show(event: AskEvent): Promise<void> {
    if (event.type === 'reasoning') this.#think(event.text);
    else if (event.type === 'text') await this.#say(event.text);
    else if (event.type === 'turned') await this.#aside('the text above was the reasoning');
    else if (event.type === 'tool-call')
      await this.#aside(`${event.call.name} ${event.call.arguments}`);
    else if (event.type === 'tool-result' && event.result.failed)
      await this.#aside(event.result.output);
    else if (event.type === 'repair')
      await this.#aside(`the answer does not match: ${event.problem}`);
  }

  /** Ends an unfinished line. */
  async end(): Promise<void> {
    this.#options.waiting?.stop();
    this.#endThinking();
    if (this.#markdown) {
      const rest = (await this.#markdown).end();
      clearTimeout(this.#preview);
      this.#preview = undefined;
      this.#erasePreview();
      await write(rest);
    }
    if (!this.#last.endsWith('\n')) await print('\n');
    this.#last = '\n';
  }

  async #say(text: string): Promise<void> {
    if (!this.#options.text) return;
    this.#endThinking();
    if (this.#markdown) return this.#format(text, await this.#markdown);
    // Many models start with empty lines, which belong to their reasoning.
    const shown = this.#last === '\n' ? text.replace(/^\n+/, '') : text;
    if (!shown) return;
    await print(shown);
    this.#last = shown;
  }

  /** A long text in parts, so that Ctrl-C is heard in between. */
  async #format(text: string, markdown: Markdown): Promise<void> {
    for (let at = 0; at < text.length; at += PART) {
      if (at > 0) await setImmediate();
      const lines = markdown.add(text.slice(at, at + PART));
      if (!lines) continue;
      this.#erasePreview();
      await write(lines);
    }
    if (process.env.TERM !== 'dumb') this.#previewSoon(markdown);
  }

  #erasePreview(): void {
    put(process.stdout, edited(this.#live.erased()));
  }

  /** Shows the end of the text before its block is complete. */
  #previewSoon(markdown: Markdown): void {
    this.#preview ??= setTimeout(() => {
      this.#preview = undefined;
      const text = markdown.preview();
      put(process.stdout, edited(text ? this.#live.replacedBy(text) : this.#live.erased()));
    }, PREVIEW_AFTER);
  }

  #think(text: string): void {
    if (!this.#options.thinking) return;
    this.#thinking = true;
    say(this.#dim(safe(text, process.stderr)));
  }

  #endThinking(): void {
    if (this.#thinking) say('\n\n');
    this.#thinking = false;
  }

  async #aside(text: string): Promise<void> {
    await this.end();
    note(safe(text.length > 300 ? `${cut(text, 300)}…` : text, process.stderr));
  }
}

/** A text that is complete within this time needs no preview. In milliseconds. */
const PREVIEW_AFTER = 250;
/** After these, another request is sent. */
const ASKS_AGAIN = new Set<AskEvent['type']>(['tool-result', 'repair']);

async function openMarkdown(): Promise<Markdown> {
  const { Markdown } = await import('../markdown/markdown.js');
  return Markdown.open(process.stdout);
}

/** The token usage in one line, with its price if the config has one. */
export function usageLine(
  { usage, steps = [] }: Pick<Answer, 'usage'> & { steps?: readonly Step[] },
  { model, prices }: Pick<Settings, 'model' | 'prices'>,
): string {
  if (!usage) return 'the server did not report token usage';
  const { input, output, cached, reasoning } = usage;
  const price = cost(usage, steps.at(-1)?.model ?? model, prices);
  const parts = [
    `${input} tokens in${cached ? ` (${cached} cached)` : ''}`,
    `${output} out${reasoning ? ` (${reasoning} reasoning)` : ''}`,
    price && `${price.currency}${price.amount.toFixed(6)}`,
  ];
  return parts.filter(Boolean).join(', ');
}

/** A line of `--debug`. */
export function debugLine(line: string): void {
  say(`${painter(process.stderr)('dim', safe(line, process.stderr))}\n`);
}
