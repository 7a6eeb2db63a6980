import type { Message } from './server.js';

/** What a reload keeps: it is stored until the tab is closed. */
export interface Kept {
  model: string;
  stream: boolean;
  system: string;
  temperature: string;
  conversation: Message[];
}

const KEY = 'oint.page';

export function readKept(): Partial<Kept> {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<Kept>;
  } catch {
    return {};
  }
}

export function keep(kept: Kept): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Images may be larger than the browser's store: the rest is kept.
    const conversation = kept.conversation.filter(({ content }) => typeof content === 'string');
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ ...kept, conversation }));
    } catch {
      sessionStorage.removeItem(KEY);
    }
  }
}
