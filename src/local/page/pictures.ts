/** The images to send with the next question: chosen, dropped or pasted. */
export class Pictures {
  readonly #list: HTMLElement;
  #urls: string[] = [];

  constructor(list: HTMLElement, input: HTMLInputElement, dropped: HTMLElement) {
    this.#list = list;
    input.addEventListener('change', () => {
      void this.#add(input.files);
      input.value = '';
    });
    dropped.addEventListener('paste', (event) => void this.#add(event.clipboardData?.files));
    dropped.addEventListener('dragover', (event) => {
      event.preventDefault();
      dropped.classList.add('over');
    });
    dropped.addEventListener('dragleave', () => dropped.classList.remove('over'));
    dropped.addEventListener('drop', (event) => {
      event.preventDefault();
      dropped.classList.remove('over');
      void this.#add(event.dataTransfer?.files);
    });
  }

  /** Returns them as `data:` URLs and clears the list. */
  take(): string[] {
    const urls = this.#urls;
    this.#urls = [];
    this.#show();
    return urls;
  }

  async #add(files: FileList | null | undefined): Promise<void> {
    // A copy: the input's list empties when the input is reset.
    for (const file of [...(files ?? [])]) {
      if (file.type.startsWith('image/')) this.#urls.push(await dataUrl(file));
    }
    this.#show();
  }

  #show(): void {
    this.#list.replaceChildren(
      ...this.#urls.map((url, index) => {
        const item = document.createElement('li');
        const remove = document.createElement('button');
        remove.type = 'button';
        remove.textContent = '×';
        remove.ariaLabel = `Remove image ${index + 1}`;
        remove.addEventListener('click', () => {
          this.#urls.splice(index, 1);
          this.#show();
        });
        item.append(pictureOf(url), remove);
        return item;
      }),
    );
  }
}

export function pictureOf(url: string): HTMLImageElement {
  const image = document.createElement('img');
  image.src = url;
  image.alt = 'the attached image';
  return image;
}

function dataUrl(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
