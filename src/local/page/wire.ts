import { asCode, FORMS } from './as-code.js';
import { copyText, element } from './markdown.js';
import { type ApiRequest, hasToken } from './server.js';

/** Shows the last request and its response. */
export class Wire {
  readonly #tabs: readonly HTMLElement[];
  readonly #panel: HTMLElement;
  readonly #figures: HTMLElement;
  #request: ApiRequest | undefined;
  #panels: readonly [Node[], Node[]] = [[text('No request yet.')], [text('No response yet.')]];

  constructor(
    tabs: readonly HTMLElement[],
    copies: HTMLElement,
    panel: HTMLElement,
    figures: HTMLElement,
  ) {
    this.#tabs = tabs;
    this.#panel = panel;
    this.#figures = figures;
    tabs.forEach((tab, index) => {
      tab.addEventListener('click', () => this.#turnTo(index));
    });
    copies.append(
      ...FORMS.map((form) => {
        const button = element('button', [text(form)]) as HTMLButtonElement;
        button.type = 'button';
        button.ariaLabel = `Copy the request as ${form}`;
        button.addEventListener('click', () => {
          const target = { origin: location.origin, hasToken: hasToken() };
          if (this.#request) void copyText(asCode(form, this.#request, target), button);
        });
        return button;
      }),
    );
    this.#turnTo(0);
  }

  request(request: ApiRequest): void {
    this.#request = request;
    const shown = `POST ${request.path}\n\n${json(request.body)}`;
    this.#panels = [[coloredJson(shown)], [text('Waiting…')]];
    this.#figures.textContent = '';
    this.#turnTo(0);
  }

  /** The response; for a streamed one also its events, which are folded. */
  answer(answer: unknown, events?: readonly unknown[]): void {
    const folded = events && [
      element('details', [
        element('summary', [text(`${events.length} events`)]),
        coloredJson(events.map((event) => JSON.stringify(event)).join('\n')),
      ]),
    ];
    this.#panels = [this.#panels[0], [coloredJson(json(answer)), ...(folded ?? [])]];
    this.#turnTo(1);
  }

  figures(words: string): void {
    this.#figures.textContent = words;
  }

  #turnTo(index: number): void {
    this.#tabs.forEach((tab, at) => {
      tab.ariaSelected = String(at === index);
    });
    this.#panel.replaceChildren(...this.#panels[index]!);
    this.#panel.scrollTop = 0;
  }
}

const LONG = 200;

/** JSON for reading: long data is replaced by its length. */
function json(value: unknown): string {
  const shorten = (key: string, one: unknown) =>
    typeof one === 'string' && one.length > LONG && (one.startsWith('data:') || key === 'b64_json')
      ? `${one.slice(0, 40)}… (${one.length} characters)`
      : one;
  return JSON.stringify(value, shorten, 2) ?? '';
}

/** JSON in color: names, strings, numbers and words. */
function coloredJson(source: string): HTMLElement {
  const parts = source.split(
    /("(?:[^"\\]|\\.)*"(?:\s*:)?|\b(?:true|false|null)\b|-?\b\d[\d.eE+-]*)/,
  );
  return element(
    'pre',
    parts.map((part, at) => {
      if (at % 2 === 0) return text(part);
      const kind = part.endsWith(':') ? 'name' : part.startsWith('"') ? 'string' : 'word';
      return element('span', [text(part)], kind);
    }),
  );
}

function text(words: string): Text {
  return document.createTextNode(words);
}
