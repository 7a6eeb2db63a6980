/** Shows the last request and its response as JSON. */
export class Wire {
  readonly #tabs: readonly HTMLElement[];
  readonly #panel: HTMLElement;
  readonly #figures: HTMLElement;
  #texts = ['No request yet.', 'No response yet.'];
  #at = 0;

  constructor(
    tabs: readonly HTMLElement[],
    copy: HTMLElement,
    panel: HTMLElement,
    figures: HTMLElement,
  ) {
    this.#tabs = tabs;
    this.#panel = panel;
    this.#figures = figures;
    tabs.forEach((tab, index) => {
      tab.addEventListener('click', () => this.#turnTo(index));
    });
    copy.addEventListener(
      'click',
      () => void navigator.clipboard?.writeText(this.#texts[this.#at]!),
    );
    this.#turnTo(0);
  }

  request(request: unknown): void {
    this.#texts = [`POST /v1/chat/completions\n\n${shown(request)}`, 'Waiting…'];
    this.#figures.textContent = '';
    this.#turnTo(0);
  }

  answer(answer: unknown): void {
    this.#texts[1] = shown(answer);
    this.#turnTo(1);
  }

  figures(text: string): void {
    this.#figures.textContent = text;
  }

  #turnTo(index: number): void {
    this.#at = index;
    this.#tabs.forEach((tab, at) => {
      tab.ariaSelected = String(at === index);
    });
    this.#panel.textContent = this.#texts[index]!;
    this.#panel.scrollTop = 0;
  }
}

const LONG = 200;

/** JSON for reading: an image's data is replaced by its length. */
function shown(value: unknown): string {
  const shorten = (_key: string, text: unknown) =>
    typeof text === 'string' && text.startsWith('data:') && text.length > LONG
      ? `${text.slice(0, 40)}… (${text.length} characters)`
      : text;
  return JSON.stringify(value, shorten, 2) ?? '';
}
