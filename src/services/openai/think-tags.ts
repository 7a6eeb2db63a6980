import { Channels } from './channels.js';
import { MarkdownPlace } from './markdown-place.js';

/** A piece of a reply: its text, and the reasoning before it. */
export interface ReplyPiece {
  text: string;
  reasoning: string;
  /** True if all earlier text turns out to be reasoning: the template had opened the tag. */
  turned?: true;
}

/** The tags around reasoning, as the templates of different models write them. */
const TAGS: readonly (readonly [open: string, close: string])[] = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<thought>', '</thought>'],
  ['<reasoning>', '</reasoning>'],
  ['<seed:think>', '</seed:think>'],
  ['[THINK]', '[/THINK]'],
  ['◁think▷', '◁/think▷'],
  ['<|channel>thought', '<channel|>'],
  ['<|START_THINKING|>', '<|END_THINKING|>'],
  ['<|begin_of_thought|>', '<|end_of_thought|>'],
];
const CHANNELS = ['<|channel|>', '<|start|>'];

const OPENING = new Set(TAGS.map(([open]) => open));
/** The closing tag of each tag. */
const CLOSING = new Map(TAGS.flatMap(([open, close]) => [[open, close] as const, [close, close]]));
const STARTS = [...CLOSING.keys(), ...CHANNELS];
const LONGEST = Math.max(...STARTS.map(({ length }) => length));
/** Finds any of the tags. */
const TAG =
  /<\/?(?:think|thinking|thought|reasoning|seed:think)>|\[\/?THINK\]|◁\/?think▷|<\|channel>thought|<channel\|>|<\|(?:START|END)_THINKING\|>|<\|(?:begin|end)_of_thought\|>/;
const MAY_START = /[<[◁]/;

/**
 * Extracts the reasoning between tags such as `<think>` from a text that arrives in chunks. Tags only
 * count at the start of the text; further on they belong to the text, which may be about such tags.
 */
export class ThinkTags {
  #at: 'start' | 'thinking' | 'text' | 'channels' = 'start';
  /** The possible start of a tag: the next chunk decides. */
  #held = '';
  /** How many tags are open. */
  #depth = 0;
  /** The closing tag of the open ones; `undefined` if the template opened them. */
  #close: string | undefined;
  /** The text after the first of several closing tags: the reply, if the last one never comes. */
  #rest: string | undefined;
  /** True once there has been reasoning: then empty lines before the text do not belong to it. */
  #thought = false;
  #place = new MarkdownPlace();
  /** Tags that the text opens: on lines of their own, and in all. */
  #opened = { lines: 0, all: 0 };
  readonly #channels = new Channels();

  /** The model's template has already opened the tag in the prompt. */
  begun(close?: string): this {
    this.#at = 'thinking';
    this.#depth = 1;
    this.#close = close;
    return this;
  }

  /** True if a chunk is plain text, which needs no parsing. */
  passes(content: string): boolean {
    if (this.#at !== 'text' || this.#held || MAY_START.test(content)) return false;
    this.#place.add(content);
    return true;
  }

  read(content: string): ReplyPiece {
    if (this.passes(content)) return { text: content, reasoning: '' };
    const piece: ReplyPiece = { text: '', reasoning: '' };
    let left = this.#held + content;
    for (let [before, at] = ['', '']; left && (left !== before || at !== this.#at); ) {
      [before, at] = [left, this.#at];
      left = this.#step(left, piece);
    }
    this.#held = left;
    return piece;
  }

  /** Returns the text held back at the end. */
  end(): ReplyPiece {
    const held = this.#held;
    this.#held = '';
    if (this.#at === 'channels') return this.#channels.end(held);
    if (this.#at !== 'thinking') return { text: this.#thought ? held.trim() : held, reasoning: '' };
    const text = this.#rest === undefined ? '' : (this.#rest + held).trimStart();
    return { text, reasoning: held };
  }

  /** Returns what is left; all of it if more is needed first. */
  #step(left: string, piece: ReplyPiece): string {
    if (this.#at === 'start') return this.#start(left);
    if (this.#at === 'channels') return this.#channels.read(left, piece);
    return this.#at === 'thinking' ? this.#think(left, piece) : this.#say(left, piece);
  }

  #start(left: string): string {
    const text = left.trimStart();
    const tag = STARTS.find((start) => text.startsWith(start));
    if (tag !== undefined && CHANNELS.includes(tag)) {
      this.#at = 'channels';
      return text;
    }
    if (tag !== undefined) {
      if (OPENING.has(tag)) this.begun(CLOSING.get(tag));
      else this.#thought = true;
      return text.slice(tag.length);
    }
    if (STARTS.some((start) => start.startsWith(text))) return left;
    this.#at = 'text';
    return this.#thought ? text : left;
  }

  #think(left: string, piece: ReplyPiece): string {
    const tag = TAG.exec(left);
    const isOurs = tag && (!this.#close || CLOSING.get(tag[0]) === this.#close);
    const next = tag ? tag.index + tag[0].length : left.length - begun(left);
    const thought = left.slice(0, isOurs ? tag.index : next);
    piece.reasoning += thought;
    if (this.#rest !== undefined) this.#rest += thought;
    if (!isOurs) return left.slice(next);
    const nested = OPENING.has(tag[0]);
    this.#depth += nested ? 1 : -1;
    if (this.#depth === 0) this.#endThought();
    else if (!nested) this.#rest ??= '';
    return left.slice(next);
  }

  #endThought(): void {
    this.#at = 'start';
    this.#thought = true;
    this.#rest = undefined;
    this.#place = new MarkdownPlace();
    this.#opened = { lines: 0, all: 0 };
  }

  #say(left: string, piece: ReplyPiece): string {
    const found = TAG.exec(left);
    const end = found ? found.index : left.length - begun(left);
    this.#add(left.slice(0, end), piece);
    if (!found) return left.slice(end);
    const [tag] = found;
    const after = left.slice(end + tag.length);
    const closes = !OPENING.has(tag) && !this.#place.isQuoted && this.#closes(after);
    if (closes === undefined) return tag + after;
    if (closes) {
      piece.reasoning += piece.text;
      piece.text = '';
      piece.turned = true;
      this.#endThought();
      return after;
    }
    if (OPENING.has(tag) && !this.#place.isQuoted) {
      this.#opened.all++;
      if (this.#place.atLineStart) this.#opened.lines++;
    }
    this.#add(tag, piece);
    return after;
  }

  #add(text: string, piece: ReplyPiece): void {
    piece.text += text;
    this.#place.add(text);
  }

  /**
   * Whether a closing tag is the template's. One at the edge of a line is, and one directly between
   * two texts, unless the text itself has opened it; `undefined` if the next chunk decides.
   */
  #closes(after: string): boolean | undefined {
    const atStart = this.#place.atLineStart;
    if (!atStart && after.trim() === '' && !/[\r\n]/.test(after)) return undefined;
    if (atStart || /^[ \t]*[\r\n]/.test(after)) {
      if (this.#opened.lines === 0) return true;
      this.#opened.lines--;
    } else if (this.#opened.all === 0) {
      return !/[\s`"'“”‘’«»()[\]<>]/.test(this.#place.last) && !/^[`"'”’»)\]>.,;:]/.test(after);
    }
    this.#opened.all--;
    return false;
  }
}

/** How many characters at the end may be the start of a tag. */
function begun(text: string): number {
  for (let at = Math.max(0, text.length - LONGEST + 1); at < text.length; at++) {
    const end = text.slice(at);
    if (MAY_START.test(end[0]!) && STARTS.some((start) => start.startsWith(end))) return end.length;
  }
  return 0;
}
